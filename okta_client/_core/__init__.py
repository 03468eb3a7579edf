"""The engine: reading, holding and writing any class of documents. It knows no property of Okta's."""
