"""Files that are taken in small parts."""

import pytest

from okta_client.bulk import _files


@pytest.fixture(params=[1, 2, 3, 7, _files.CHUNK], ids=lambda size: f"chunk{size}")
def _chunk(request, monkeypatch) -> None:
    monkeypatch.setattr(_files, "CHUNK", request.param)
