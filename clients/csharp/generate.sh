#!/usr/bin/env bash
# Generates Api/ from docs/openapi.v1.json with Kiota (dotnet tool restore, then ./generate.sh). Kiota cannot tell the forms of a choice
# without a discriminator apart, so choices become plain JSON here.
set -euo pipefail
cd "$(dirname "$0")"
document=$(mktemp --suffix .json)
trap 'rm -f "$document"' EXIT
python3 - ../../docs/openapi.v1.json "$document" <<'PY'
import json, sys

def plain(node):
    if isinstance(node, list):
        return [plain(item) for item in node]
    if not isinstance(node, dict):
        return node
    for choice in ("oneOf", "anyOf"):
        forms = [f for f in node.get(choice, []) if f.get("type") != "null"]
        if len(forms) > 1:
            return {"description": node.get("description", "")} if all(f.get("type") not in ("string", "integer") for f in forms) else {"type": "string"}
    return {key: plain(value) for key, value in node.items() if key not in ("example", "examples")}

document = json.load(open(sys.argv[1]))
document["components"].pop("examples", None)
json.dump(plain(document), open(sys.argv[2], "w"))
PY
dotnet kiota generate --language CSharp --openapi "$document" --output Api --namespace-name Faro.Client.Api --class-name FaroApi \
  --serializer Microsoft.Kiota.Serialization.Json.JsonSerializationWriterFactory --deserializer Microsoft.Kiota.Serialization.Json.JsonParseNodeFactory \
  --exclude-backward-compatible --clean-output --log-level Error &>/dev/null
printf "root = true\n[*.cs]\ngenerated_code = true\n" > Api/.editorconfig
rm -f Api/kiota-lock.json # names a temporary file
