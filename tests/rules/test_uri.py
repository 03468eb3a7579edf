"""URIs are split into parts, or have a problem and a reason."""

import pytest

from okta_client.rules._uri import Uri, split

ENCODE = "percent-encode the character {} as {}"


class TestSplit:
    def test_valid(self):
        """The scheme and the host of a valid URI are in lower case."""
        text = "HTTPS://me@A.example:8443/x?y#z"
        expected = Uri(text, "", "", "https", "a.example", 8443, True, "/x?y")
        assert expected == split(text)

    @pytest.mark.parametrize(
        ("text", "problem", "reason"),
        [
            ("", "not-absolute", "it does not begin with a scheme"),
            ("/cb", "not-absolute", "it does not begin with a scheme"),
            ("app:", "not-absolute", "nothing follows the scheme"),
            ("https:///cb", "not-absolute", "it has no host"),
            ("https://:1/", "not-absolute", "it has no host"),
            ("https://a/%4", "malformed", "% must be followed by two hexadecimal digits"),
            ("https://a/ b", "malformed", "percent-encode the space as %20"),
            ("https://a/\n", "malformed", "it contains a line break, a tab or another control character"),
            ("https://a/\x85", "malformed", "it contains a line break, a tab or another control character"),
            *[
                (f"https://a/{character}", "malformed", ENCODE.format(character, code))
                for character, code in {"<": "%3C", '"': "%22", "|": "%7C", "\\": "%5C", "^": "%5E", "`": "%60"}.items()
            ],
            ("https://[::1", "malformed", "its authority may contain brackets only around an IPv6 address"),
            ("https://[@a", "malformed", "its authority may contain brackets only around an IPv6 address"),
            ("https://a:x", "malformed", "its port must be a number from 0 to 65535"),
            ("https://a:65536", "malformed", "its port must be a number from 0 to 65535"),
            ("https://a:1:2", "malformed", "its port must be a number from 0 to 65535"),
            ("javascript:x", "unsafe", "browsers run scripts or read files with its scheme"),
        ],
    )
    def test_problem(self, text, problem, reason):
        """A URI with a problem has no parts, and the reason says what to correct."""
        assert Uri(text, problem, reason) == split(text)
