#!/usr/bin/env python3
"""The reckoning finds what it is there for: a run in which all is well, and the same run with one defect each."""

import unittest

import reckoning
from reckoning import MARIADB, REDIS, Answer, Outage

OUTAGES = [Outage(MARIADB, 10.0, 12.0), Outage(REDIS, 20.0, 22.0)]


def well():
    """An answer each 50 ms for 30 s, 10 ms long; 503 while MariaDB is away."""
    return [Answer("login", 503 if 10 <= at / 20 < 12.2 else 200, at / 20, at / 20 + 0.01, 10 <= at / 20 < 12.2)
            for at in range(600)]


def changed(begin, end, **values):
    """All is well, but what begins in [begin, end) is as said."""
    return [one._replace(**values) if begin <= one.began < end else one for one in well()]


def slow(begin, end, seconds):
    return [one._replace(ended=one.began + seconds) if begin <= one.began < end else one for one in well()]


REFUSED = {"status": 503, "has_retry_after": True}

# The defect, the answers, the beginning of what is said of it.
DEFECTS = [
    ("refuses everything while Redis is away", changed(20, 22, **REFUSED), "login answered 503 with only redis-server"),
    ("refuses what is on its way as Redis dies", changed(19.99, 20.04, **REFUSED), "login answered 503 with only redis"),
    ("refuses for no reason", changed(5, 5.04, **REFUSED), "login answered 503 with only nothing away"),
    ("waits for a time-out", slow(10.5, 10.54, 1.2), "login answered 503 after 1.20 s"),
    ("does not say when to come again", changed(10.5, 10.54, has_retry_after=False), "login answered 503 without"),
    ("does not heal", changed(12, 15, **REFUSED), "mariadbd was back and the first success came after 3"),
    ("refuses long after it has healed", changed(14.5, 14.54, **REFUSED), "login answered 503 with only nothing"),
    ("fails", changed(10.5, 10.54, status=500), "login answered 500"),
    ("breaks off", changed(20.5, 20.54, status=0), "login answered nothing"),
    ("MariaDB was not away at all", changed(10, 12.2, status=200), "mariadbd was away and nobody was told"),
    ("nothing was tried", [one for one in well() if not 20 <= one.began < 22], "only 0 answers while redis-server"),
]


class ReckoningTest(unittest.TestCase):
    def test_a_run_in_which_all_is_well_has_nothing_wrong(self):
        self.assertEqual(reckoning.judge(well(), OUTAGES), [])

    def test_each_defect_is_found(self):
        for defect, answers, said in DEFECTS:
            with self.subTest(defect):
                wrong = reckoning.judge(answers, OUTAGES)
                self.assertTrue(wrong)
                self.assertTrue(any(line.startswith(said) for line in wrong), wrong[:3])

    def test_marks_that_name_the_wrong_store_are_found(self):
        swapped = [Outage(REDIS, 10.0, 12.0), Outage(MARIADB, 20.0, 22.0)]
        self.assertTrue(reckoning.judge(well(), swapped))

    def test_both_stores_must_have_been_killed(self):
        self.assertIn("redis-server was never killed", reckoning.judge(well(), OUTAGES[:1]))

    def test_marks_are_read_in_pairs(self):
        lines = ["10.0 mariadbd killed", "12.0 mariadbd back", "20.0 redis-server killed", "22.0 redis-server back"]
        self.assertEqual(reckoning.read_marks(lines), OUTAGES)
        with self.assertRaises(ValueError):
            reckoning.read_marks(lines[:3])

    def test_the_timeline_has_a_row_for_each_outage_and_one_for_the_rest(self):
        rows = reckoning.timeline(well(), OUTAGES, 0.0)
        self.assertEqual(len(rows), 5)
        self.assertIn("+10.0 s | +12.0 s | mariadbd | 40 x 503 | 503: 10, 10, 10 ms |", rows[2])
        self.assertIn("redis-server | 40 x 200 |", rows[3])
        self.assertTrue(rows[4].startswith("| – | – | nothing away | "))


if __name__ == "__main__":
    unittest.main()
