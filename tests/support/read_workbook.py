"""Reads an XLSX file without any library of ours: prints {sheet: [[cell, ...], ...]} as JSON, the sheets in their order.

Numbers stay the text that stands in the file; a formula is {"formula": ..., "value": ...}.
"""
import json
import re
import sys
import xml.etree.ElementTree as xml
import zipfile

NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def column_of(reference):
    number = 0
    for letter in re.match(r"[A-Z]+", reference).group():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def text_of(node):
    return "".join(part.text or "" for part in node.iter(NS + "t"))


def cell_of(cell, strings):
    value = cell.findtext(NS + "v")
    formula = cell.findtext(NS + "f")
    if formula is not None:
        return {"formula": formula, "value": value}
    if cell.get("t") == "s":
        return strings[int(value)]
    if cell.get("t") == "inlineStr":
        return text_of(cell)
    return value


def rows_of(archive, path, strings):
    rows = []
    for row in xml.fromstring(archive.read(path)).iter(NS + "row"):
        cells = {column_of(c.get("r")): cell_of(c, strings) for c in row.iter(NS + "c")}
        rows.append([cells.get(n) for n in range(max(cells, default=-1) + 1)])
    return rows


def main(path):
    archive = zipfile.ZipFile(path)
    strings = []
    if "xl/sharedStrings.xml" in archive.namelist():
        strings = [text_of(item) for item in xml.fromstring(archive.read("xl/sharedStrings.xml"))]
    targets = {r.get("Id"): r.get("Target") for r in xml.fromstring(archive.read("xl/_rels/workbook.xml.rels"))}
    book = xml.fromstring(archive.read("xl/workbook.xml"))
    sheets = {s.get("name"): rows_of(archive, "xl/" + targets[s.get(REL)], strings) for s in book.iter(NS + "sheet")}
    print(json.dumps(sheets, ensure_ascii=False))


main(sys.argv[1])
