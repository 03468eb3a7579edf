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
