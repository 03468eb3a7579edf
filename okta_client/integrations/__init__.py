"""Integrations: how other libraries read, write and show clients, one module a library.

A module here imports its library, so import it only where the library is installed. Nothing else imports it.
"""
