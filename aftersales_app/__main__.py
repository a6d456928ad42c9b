import sys

from aftersales_app.cli import main

if __name__ == "__main__":
	sys.exit(main())
