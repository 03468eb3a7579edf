"""Check that pyright knows the type of each public name, but for those with a base class of a library without types."""

import json
import subprocess
import sys

command = ("pyright", "--verifytypes", "okta_client", "--ignoreexternal", "--outputjson")
report = json.loads(subprocess.run(command, capture_output=True, text=True, check=False).stdout)
symbols = report["typeCompleteness"]["symbols"]
unknown = [
    (symbol["name"], [diagnostic["message"] for diagnostic in symbol["diagnostics"]])
    for symbol in symbols
    if symbol["isExported"] and (symbol["isTypeAmbiguous"] or not symbol["isTypeKnown"])
    if not symbol["name"].startswith("okta_client.integrations.")
]
if unknown or not symbols:
    sys.exit(f"{len(symbols)} symbols, of unknown type: {unknown}")
