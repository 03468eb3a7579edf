"""URIs are split into parts, or have a problem and a reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okta_client.rules._uri import Uri, is_plain, split, web_origin

ENCODE = "percent-encode the character {} as {}"


class TestPlain:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("https://a.example.org", True),
            ("https://a-1.example.org/", True),
            ("https://a.example.org/cb/~x_y-z.html", True),
            (f"https://a.example.org/{'x' * 1002}", True),
            (f"https://a.example.org/{'x' * 1003}", False),
            *[
                (text, False)
                for text in (
                    *(
                        "",
                        "https://",
                        "https://localhost/",
                        "https://127.0.0.1/",
                        "https://a.example.1/",
                        "https://[::1]/",
                    ),
                    *(
                        "http://a.example.org/",
                        "HTTPS://a.example.org/",
                        "https://A.example.org/",
                        "https://*.example.org/",
                    ),
                    *(
                        "https://a..org/",
                        "https://.example.org/",
                        "https://a.example.org./",
                        "https://a.example.org:443/",
                    ),
                    *(
                        "https://u@a.example.org/",
                        "https://a.example.org/?q",
                        "https://a.example.org/#",
                        "https://a.org/*",
                    ),
                    *("https://a.org/%20", "https://a.org/ ", "https://a.org/\n", "https://a.org\n", " https://a.org/"),
                )
            ],
        ],
    )
    def test_is_plain(self, text, expected):
        """A plain URI is https, with a domain in lower case and a path at most."""
        assert expected is is_plain(text)

    @given(st.from_regex(r"https://[a-z.-]{1,8}\.[a-z]{1,3}(/[a-zA-Z0-9/._~-]{0,8})?", fullmatch=True))
    def test_plain_ones_are_valid(self, text):
        """A plain URI is valid, and its origin is found without splitting it."""
        if is_plain(text):
            assert "" == split(text).problem
        assert web_origin(text) == (None if split(text).problem else split(text).origin)

    @pytest.mark.parametrize("text", ["", "/cb", "net.a:/cb", "https://[", "http://a:99999/"])
    def test_no_origin(self, text):
        """What is not a web address has no origin."""
        assert None is web_origin(text)


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
            *[
                (f"https://[{address}]/cb", "malformed", "only an IPv6 address may be in brackets")
                for address in ("example.com", "zz::1", "1.2.3.4", ":::1", "::1%25", "::1%ab", "v1", "v.x", "1:2")
            ],
            *[
                (f"https://{host}/cb", "malformed", "its host has two dots in a row, or begins with one")
                for host in ("a..example", ".example.net", ".", "a.example..", "me@.a:8443")
            ],
            ("app://[1.2.3.4]", "malformed", "only an IPv6 address may be in brackets"),
            ("http://localhost:*/cb", "malformed", "its port must be a number from 0 to 65535, not a wildcard (*)"),
            ("https://a:x", "malformed", "its port must be a number from 0 to 65535"),
            ("https://a:65536", "malformed", "its port must be a number from 0 to 65535"),
            ("https://a:1:2", "malformed", "its port must be a number from 0 to 65535"),
            ("javascript:x", "unsafe", "browsers run scripts or read files with its scheme"),
        ],
    )
    def test_problem(self, text, problem, reason):
        """A URI with a problem has no parts, and the reason says what to correct."""
        assert Uri(text, problem, reason) == split(text)

    @pytest.mark.parametrize(
        "host",
        [
            "[::1]",
            "[2001:DB8::1]",
            "[::ffff:1.2.3.4]",
            "[fe80::1%25eth0]",
            "[v1.a:b]",
            "a.example.",
            "a_b",
            "1.2.3.4",
            "例え.jp",
        ],
    )
    def test_hosts(self, host):
        """Addresses in brackets and names in any script are hosts."""
        assert ("", host.lower()) == (split(f"https://{host}/cb").problem, split(f"https://{host}/cb").host)

    @pytest.mark.parametrize("uri", ["app://a..b", "app://.a", "app:/.."])
    def test_other_schemes(self, uri):
        """Only the hosts of http and https are checked for empty labels."""
        assert "" == split(uri).problem


class TestLoopback:
    @pytest.mark.parametrize(
        "host",
        [
            *("localhost", "LOCALHOST", "localhost.", "127.0.0.1", "127.8.9.1", "[::1]", "[0:0:0:0:0:0:0:1]"),
            *("[0000::0001]", "[::ffff:127.0.0.1]", "[::1%25lo]"),
        ],
    )
    def test_any_spelling(self, host):
        """The name localhost and each address of the machine itself are loopback hosts."""
        assert split(f"http://{host}:8080/cb").is_loopback

    @pytest.mark.parametrize(
        "host", ["localhost.example", "a.localhost", "128.0.0.1", "[::2]", "[v1.1]", "127.0.0.1.example"]
    )
    def test_other_hosts(self, host):
        """Other hosts are not."""
        assert not split(f"http://{host}:8080/cb").is_loopback
