"""The command line: mwdesk [--demo] | assess | letter | evaluate | knowledge ... | records ...

Bad input ends with status 2 and one clear sentence on standard error for each problem.
"""

from mwdesk.cli.main import mwdesk, run

__all__ = ["mwdesk", "run"]
