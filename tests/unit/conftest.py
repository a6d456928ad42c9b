"""Unit tests run without a bench: the checkout is importable, frappe is not."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE)]
sys.path.append(str(HERE.parent))
sys.modules["frappe"] = None  # type: ignore[assignment]
