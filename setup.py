"""Build the package; all that is said of it stands in setup.cfg."""

from setuptools import setup

setup()
