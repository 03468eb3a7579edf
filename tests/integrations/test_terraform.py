"""What is written for Terraform can be read by another parser of HCL."""

import pytest
from support.apps import corpus

from okta_client import apps

hcl2 = pytest.importorskip("hcl2")


def test_parser():
    """The parser finds each resource and each import block, with the values of the app."""
    found = [apps.read(document) for document in corpus(100)]
    document = hcl2.loads(apps.to_hcl(found).text)
    assert len(found) == len(document["resource"]) == len(document["import"])
    for app, block, target in zip(found, document["resource"], document["import"], strict=True):
        (body,) = next(iter(block.values())).values()
        assert f'"{app.extra["id"]}"' == target["id"]
        assert f'"{app.oauth.issuer_mode}"' == body["issuer_mode"]
        assert [f'"{uri}"' for uri in app.client.redirect_uris] == body["redirect_uris"]
        assert len(app.client.jwks.keys) == len(body.get("jwks", []))
