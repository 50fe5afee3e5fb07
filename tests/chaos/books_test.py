#!/usr/bin/env python3
"""The observer finds what it is there for: a transfer that one side has and the other has not, or has otherwise."""

import unittest

import books

OURS = {"a": ("succeeded", 1000), "b": ("failed", 500), "c": ("intended", 700)}
THEIRS = {"a": {"state": "SUCCESS", "amount": 1000}, "b": {"state": "FAIL", "amount": 500}}

# What WeChat's books say besides, and the beginning of what is said of it.
DEFECTS = [
    ({"d": {"state": "SUCCESS", "amount": 1000}}, "WeChat has a transfer d that we never made"),
    ({"b": {"state": "SUCCESS", "amount": 500}}, "transfer b is failed here and SUCCESS there"),
    ({"a": {"state": "FAIL", "amount": 1000}}, "transfer a is succeeded here and FAIL there"),
    ({"a": {"state": "SUCCESS", "amount": 999}}, "transfer a is 1000 fen here and 999 there"),
    ({"c": {"state": "SUCCESS", "amount": 700}}, "transfer c is intended here and SUCCESS there"),
]


class BooksTest(unittest.TestCase):
    def test_books_that_agree_differ_in_nothing(self):
        self.assertEqual(books.differences(OURS, THEIRS), [])

    def test_each_difference_is_found(self):
        for change, said in DEFECTS:
            with self.subTest(said):
                self.assertEqual(books.differences(OURS, {**THEIRS, **change}), [said])

    def test_what_succeeded_here_must_be_there(self):
        self.assertEqual(books.differences({"a": ("succeeded", 1)}, {}), ["transfer a is succeeded here and None there"])

    def test_a_withdrawal_that_was_paid_twice_is_found(self):
        of_withdrawal = {"a": "7", "b": "7", "d": "8"}
        self.assertEqual(books.paid_twice(THEIRS, of_withdrawal), [])
        twice = {**THEIRS, "b": {"state": "SUCCESS", "amount": 500}}
        self.assertEqual(books.paid_twice(twice, of_withdrawal), ["withdrawal 7 was paid 2 times"])

    def test_every_invariant_of_the_page_is_asked(self):
        found = books.invariants()
        text = books.DOCUMENT.read_text(encoding="utf-8")
        self.assertGreaterEqual(len(found), books.INVARIANTS_MIN)
        self.assertEqual([name for name, _sql in found], books.re.findall(r"^-- (\w+): ", text, books.re.MULTILINE))
        self.assertTrue(all(sql.startswith(("SELECT", "WITH")) for _name, sql in found))


if __name__ == "__main__":
    unittest.main()
