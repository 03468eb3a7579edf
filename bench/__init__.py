"""Measure okta_client against the other ways of reading and writing the same documents.

Run from the repository's root, with the packages of `bench/requirements.txt` installed::

    python -m bench                                  # everything, both modes; prints the tables
    python -m bench --quick --only read,write        # a first impression, in half a minute
    python -m bench --results bench/RESULTS.md       # replaces the section of this Python in the file

Method
    Every figure is a ratio of medians. All contenders of a figure run in one process and are interleaved: each runs
    once a round, in random order, with the garbage collector off inside a round. A sample is as many calls as
    last about a millisecond of processor time. Both sides of a ratio are measured under the same conditions, so that
    ratios carry over to other machines. Absolute times do not. A converter's `structure` is called in a lambda,
    because it also takes the class. Where `from_dict` is compared with it, it is called in a lambda too.

    A subject that misses a goal is measured twice more. For each document, the run in the middle counts.

Modes
    Two, each in its own process. In ``bare``, msgspec cannot be imported, and okta_client reads and writes with the
    standard library. In ``fast``, the extra `fast` is in use. Rivals that need msgspec are measured in ``fast`` only.

Input
    Each contender gets the text in the form that it reads fastest: `str` for the standard library's parser, `bytes`
    for all others. okta_client gets `str` in ``bare`` and `bytes` in ``fast``. The other form has a row of its own.

Goals
    The goals are set for CPython 3.11. Python 3.10 does not specialise bytecode and misses some of them. Its figures
    are given for information.
"""
