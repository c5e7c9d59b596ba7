"""The plot of an outage shows each second in its place."""

import types
import unittest

from tests.system.resolvers import outage_plot


class OutagePlot(unittest.TestCase):
    def test_each_step_is_twice_the_last(self):
        self.assertEqual("".join(map(outage_plot.bar, (0, 1, 2, 3, 4, 5, 8, 9, 64, 65, 5000))),
                         " ▁▂▃▃▄▄▅▇██")

    def test_a_second_stands_on_its_side_of_the_return(self):
        line = outage_plot.line({-45: 1, -1: 2, 0: 1, 44: 2, 45: 9, -46: 9})
        before, after = line.split("|")
        self.assertEqual((before, after), ("▁" + " " * 43 + "▂", "▁" + " " * 43 + "▂"))

    def test_rows_begin_in_one_column(self):
        rows = [types.SimpleNamespace(name=name, seconds={}) for name in ("bind", "unbound")]
        lines = outage_plot.plot(rows).splitlines()
        self.assertEqual({one.index("|") for one in lines[1:]}, {8})
        self.assertEqual(lines[0].index("away"), 9)


if __name__ == "__main__":
    unittest.main()
