"""The layouts of files with many clients, and what reading them gives."""

import json

from support.documents import DOCUMENTS, triples

from okta_client import Client, StructureError, bulk

CLIENTS = [Client.from_dict(document) for document in sorted(DOCUMENTS.values(), key=len, reverse=True)]
TEXTS = [client.to_json("full") for client in CLIENTS]
PRINTED = [json.dumps(client.to_dict("full"), indent=2) for client in CLIENTS]

LAYOUTS = {
    "lines": "\n".join(TEXTS) + "\n",
    "last-line-open": "\n".join(TEXTS),
    "returns": "\r\n".join(TEXTS) + "\r\n",
    "mark": "\ufeff" + "\n".join(TEXTS),
    "mark-and-blank-line": "\ufeff\n" + "\n".join(TEXTS),
    "blank-lines": "\n \n" + "\n\n\t\r\n".join(TEXTS) + "\n\n \n",
    "wide-blank-line": " " * 200 + "\n" + "\n".join(TEXTS),
    "indented-lines": "\n".join(" " * 100 + text + "\t" for text in TEXTS),
    "array": "[" + ",".join(TEXTS) + "]",
    "array-of-lines": "[\n" + ",\n".join(TEXTS) + "\n]\n",
    "array-with-commas-first": " [ " + "\r\n, ".join(TEXTS) + "\r\n]\r\n",
    "array-printed": json.dumps([client.to_dict("full") for client in CLIENTS], indent=4),
    "array-with-mark": "\ufeff[" + ",".join(TEXTS) + "]",
    "array-after-space": "\ufeff\n" + " " * 200 + "[" + ",".join(TEXTS) + "]",
    "printed": "\n".join(PRINTED) + "\n",
    "printed-with-a-member-at-once": "\n".join(text.replace("{\n", "{", 1) for text in PRINTED),
    "printed-with-blank-lines": "\n".join(text.replace("{\n", "{", 1).replace("\n", "\n\n \n") for text in PRINTED),
    "printed-with-mark": "\ufeff" + "\n".join(PRINTED),
    "printed-with-returns": "\r\n" + "".join(PRINTED).replace("\n", "\r\n"),
}


def outcome(source):
    """Return what reading gives: the clients, the faults of each faulty client, and the faults that ended it."""
    clients, faults, end = [], [], []
    try:
        for client in bulk.read(source, on_error=lambda error: faults.append(triples(error.faults))):
            clients.append(client)  # noqa: PERF402 (what comes before an error counts)
    except StructureError as error:
        end = triples(error.faults)
    return clients, faults, end
