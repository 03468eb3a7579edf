"""Measure okta_client against the other ways of reading and writing the same documents.

Run from the repository's root, with the packages of `bench/requirements.txt` installed::

    python -m bench                                  # everything, both modes; prints the tables
    python -m bench --quick --only read,write        # a look of half a minute
    python -m bench --results bench/RESULTS.md       # replaces the section of this Python in the file

Method
    Every figure is a ratio of medians. All contenders of a figure run in one process and are interleaved: each runs
    once a round, in an order drawn anew, with the garbage collector off inside a round. A sample is as many calls as
    last about a millisecond of the processor's time. What a ratio compares was measured under the same conditions, so
    that it carries over to other machines, which absolute times don't. A converter's `structure` takes the class, too,
    and is called in a lambda: where it is compared with `from_dict`, so is that.

Modes
    Two, each in a process of its own. In ``bare``, msgspec can't be imported: okta_client reads and writes with the
    standard library. In ``fast`` it can, and the extra `fast` is in use. Rivals that need it are in ``fast`` alone.

Input
    Each contender gets the text in the form that suits it best: `str` for the standard library's parser, `bytes` for
    all others. okta_client gets `str` in ``bare`` and `bytes` in ``fast``; the other form stands beside it.
"""
