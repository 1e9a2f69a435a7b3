"""Measurements, always as ratios inside one run: `suyton bench`. The method: docs/explanation/bench.md."""
