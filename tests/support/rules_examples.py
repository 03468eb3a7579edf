"""The examples of all rules, by code."""

from support.rules_about_client import EXAMPLES as ABOUT_CLIENT
from support.rules_about_grants import EXAMPLES as ABOUT_GRANTS
from support.rules_about_keys import EXAMPLES as ABOUT_KEYS
from support.rules_about_metadata_documents import EXAMPLES as ABOUT_DOCUMENTS
from support.rules_about_redirects import EXAMPLES as ABOUT_REDIRECTS
from support.rules_about_replacements import EXAMPLES as ABOUT_REPLACEMENTS
from support.rules_about_uris import EXAMPLES as ABOUT_URIS

EXAMPLES = (
    ABOUT_CLIENT | ABOUT_DOCUMENTS | ABOUT_REDIRECTS | ABOUT_URIS | ABOUT_GRANTS | ABOUT_KEYS | ABOUT_REPLACEMENTS
)
