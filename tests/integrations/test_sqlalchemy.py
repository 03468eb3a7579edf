"""Clients in columns of SQLAlchemy, in SQLite and in PostgreSQL."""

import json
import uuid
from contextlib import nullcontext
from pathlib import Path

import pytest

pytest.importorskip("sqlalchemy")
pytest.importorskip("alembic")

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from hypothesis import given, settings
from sqlalchemy import orm
from sqlalchemy.dialects.postgresql import JSONB
from support import strategies
from support.documents import NATIVE, SERVICE, WEB
from support.postgresql import POSTGRESQL, URL, exact, is_refused

from okta_client import Client, StructureError
from okta_client.integrations.sqlalchemy import ClientType

CLIENTS = [Client.from_dict(document) for document in (WEB, SERVICE, NATIVE)]


class Desk(Client):
    """A subclass."""


class Base(orm.DeclarativeBase):
    type_annotation_map = {Client: ClientType()}  # noqa: RUF012 (SQLAlchemy's own idiom)


class Registration(Base):
    __tablename__ = "registration"

    id: orm.Mapped[int] = orm.mapped_column(primary_key=True)
    client: orm.Mapped[Client]
    before: orm.Mapped[Client | None]
    logged: orm.Mapped[Client | None] = orm.mapped_column(ClientType("redacted"))
    desk: orm.Mapped[Desk | None] = orm.mapped_column(ClientType(client_class=Desk))


def make_engine(database: str, **options: bool):
    """Return an engine, with a schema of its own."""
    if database == "sqlite":
        return sa.create_engine("sqlite://", **options)
    schema = f"t{uuid.uuid4().hex}"
    url = sa.make_url(URL).set(drivername="postgresql+psycopg")
    first = sa.create_engine(url)
    with first.begin() as connection:
        connection.execute(sa.schema.CreateSchema(schema))
    first.dispose()
    return sa.create_engine(url.update_query_dict({"options": f"-csearch_path={schema}"}), **options)


@pytest.fixture(scope="module", params=["sqlite", POSTGRESQL])
def engine(request):
    """Return an engine with the tables."""
    engine = make_engine(request.param)
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine):
    """Return a session whose changes are rolled back."""
    with orm.Session(engine) as session:
        yield session


def stored(session, **values: object):
    """Store a row, and return it as it is read again."""
    row = Registration(**{"client": Client(), **values})
    session.add(row)
    session.flush()
    session.expire(row)
    return row


class TestRoundTrip:
    @pytest.mark.parametrize("client", CLIENTS)
    def test_nothing_is_lost(self, session, client):
        """A client is read as it was written, with its secret, its nulls and its unknown members."""
        client = client.evolve(extra={"x": {"y": [1, None, 1.5, "Straße"]}})
        read = stored(session, client=client).client
        assert client == read
        assert client.nulls == read.nulls

    @settings(max_examples=50)
    @given(document=strategies.documents)
    def test_all_documents(self, engine, document):
        """Every client is read as it was written, but for what JSONB can't contain."""
        client = Client.from_json(json.dumps(document))
        select = sa.select(sa.bindparam("x", client, type_=ClientType()))
        fails = engine.name == "postgresql" and is_refused(client)
        with engine.connect() as connection, pytest.raises(sa.exc.DataError) if fails else nullcontext():
            read = connection.scalar(select)
            assert exact(client) == exact(read)
            assert client == read or engine.name == "postgresql"

    def test_an_invalid_client_is_kept(self, session):
        """A client that `salvage` read is read again with the values that are wrong."""
        client, _ = Client.salvage({"client_name": 5, "client_id": "0oa1"})
        read = stored(session, client=client).client
        assert client == read
        assert {"client_name": 5} == read.invalid

    def test_view(self, session):
        """A column contains what its view does."""
        row = stored(session, logged=CLIENTS[0])
        assert Client.from_dict(CLIENTS[0].to_dict("redacted")) == row.logged

    def test_unknown_view(self):
        """An unknown view is refused when the type is created."""
        with pytest.raises(ValueError, match=r"^unknown view 'all': the views are create, replace, full, redacted$"):
            ClientType("all")

    def test_subclass(self, session):
        """A subclass is kept in a column of the subclass."""
        desk = Desk(client_name="Desk")
        row = stored(session, desk=desk)
        assert desk == row.desk
        assert Desk is type(row.desk)
        assert Desk is Registration.__table__.c.desk.type.python_type

    @pytest.mark.parametrize(
        ("column", "value", "message"),
        [
            ("client", {"client_name": "x"}, "expected Client, not dict: read it with Client.from_dict() first"),
            ("client", "{}", "expected Client, not str: read it with Client.from_json() first"),
            ("desk", Client(), "expected Desk, not Client: read it with Desk.from_dict() first"),
        ],
    )
    def test_other_values_are_refused(self, session, column, value, message):
        """What is not a client of the column's class is not written."""
        with pytest.raises(sa.exc.StatementError) as caught:
            stored(session, **{column: value})
        assert TypeError is type(caught.value.orig)
        assert message == str(caught.value.orig)

    def test_what_is_not_a_client_is_not_read(self, session):
        """A value in the database that is not an object is an error."""
        row = stored(session)
        session.execute(sa.update(Registration).values(client=sa.type_coerce([1], sa.JSON)))
        session.expire(row)
        with pytest.raises(StructureError) as caught:
            row.client  # noqa: B018 (reading raises)
        assert [("$", "wrong-type")] == [(fault.path, fault.code) for fault in caught.value.faults]


class TestNull:
    def test_none_is_null(self, session):
        """None is SQL's NULL, not JSON's null."""
        row = stored(session, before=None)
        assert None is row.before
        assert [row] == list(session.scalars(sa.select(Registration).where(Registration.before.is_(None))))

    def test_none_by_statement(self, session):
        """None is SQL's NULL in a statement without the ORM, too."""
        row = stored(session, before=CLIENTS[0])
        session.execute(sa.update(Registration.__table__).values(before=None))
        assert [row] == list(session.scalars(sa.select(Registration).where(Registration.before == None)))  # noqa: E711

    def test_null_of_json_reads_as_none(self, session):
        """A null of JSON, which others wrote, reads as None."""
        row = stored(session, before=CLIENTS[0])
        session.execute(sa.update(Registration).values(before=sa.type_coerce(sa.JSON.NULL, sa.JSON)))
        session.expire(row)
        assert None is row.before

    def test_an_empty_client_is_not_null(self, session):
        """A client without members is not None."""
        assert Client() == stored(session, before=Client()).before


class TestQueries:
    @pytest.fixture(autouse=True)
    def rows(self, session):
        """Store some clients."""
        for client in CLIENTS:
            stored(session, client=client)

    def names(self, session, condition):
        """Return the names of the clients that meet a condition."""
        return [client.client_name for client in session.scalars(sa.select(Registration.client).where(condition))]

    def test_equal(self, session):
        """A column is compared with a client."""
        assert ["Parcel tracking"] == self.names(session, Registration.client == CLIENTS[0])
        assert 2 == len(self.names(session, Registration.client != CLIENTS[0]))
        assert 2 == len(self.names(session, Registration.client.in_(CLIENTS[:2])))

    def test_member_as_string(self, session):
        """A member is compared as a string."""
        condition = Registration.client["application_type"].as_string() == "native"
        assert ["Dog walker"] == self.names(session, condition)

    def test_member_is_plain_json(self, session):
        """A member that is selected is its JSON value, not a client."""
        column = Registration.client
        names = ("client_name", "jwks", "grant_types", "client_secret_expires_at")
        select = sa.select(*(column[name] for name in names)).where(column["client_name"].as_string() == "Dog walker")
        assert ("Dog walker", None, None, None) == tuple(session.execute(select).one())
        select = sa.select(column["jwks"]).where(column["application_type"].as_string() == "service")
        assert SERVICE["jwks"] == session.scalar(select)

    def test_path(self, session):
        """A path selects a value deep inside."""
        kid = Registration.client["jwks", "keys", 1, "kid"]
        assert ["Ledger – nightly export"] == self.names(session, kid.as_string() == "ledger-2025")
        kid = Registration.client["jwks"]["keys"][1]["kid"]
        assert ["ledger-2025"] == [found for found in session.scalars(sa.select(kid)) if found]

    def test_other_types(self, session):
        """Numbers and booleans are compared as such."""
        column = Registration.client
        assert ["Parcel tracking"] == self.names(session, column["client_id_issued_at"].as_integer() == 1718093241)
        logout = column["frontchannel_logout_session_required"].as_boolean()
        assert ["Parcel tracking"] == self.names(session, logout.is_(True))

    def test_core(self, session):
        """A column of a table without the ORM is queried alike."""
        column = Registration.__table__.c.client
        name = sa.select(column["client_name"].as_string()).where(column == CLIENTS[1])
        assert "Ledger – nightly export" == session.scalar(name)

    def test_order_does_not_count_in_postgresql(self, session):
        """Unknown members in another order are equal in PostgreSQL. SQLite compares text."""
        one, other = ({"a": 1, "b": 2}, {"b": 2, "a": 1})
        stored(session, client=Client(extra=one))
        found = self.names(session, Registration.client == Client(extra=other))
        assert [None] * (session.bind.name == "postgresql") == found

    def test_operators_of_jsonb(self, session):
        """PostgreSQL's own operators need a column of PostgreSQL's own type. SQLite has none of them."""
        client = sa.type_coerce(Registration.client, JSONB)
        with nullcontext() if session.bind.name == "postgresql" else pytest.raises(sa.exc.OperationalError):
            assert ["Ledger – nightly export"] == self.names(session, client.contains({"application_type": "service"}))
            assert ["Parcel tracking"] == self.names(session, client["client_secret"].astext.startswith("hush"))


class TestChanges:
    def test_an_equal_client_is_no_change(self, session):
        """A client that is replaced by an equal one is not written."""
        row = stored(session, client=CLIENTS[0])
        assert row.client
        row.client = Client.from_dict(WEB)
        assert not session.is_modified(row)
        row.client = row.client.evolve(client_name="Desk")
        assert session.is_modified(row)

    def test_statements_are_cached(self, session):
        """Types with the same arguments share the cache of statements, others do not."""
        assert ClientType()._static_cache_key == ClientType("full")._static_cache_key
        keys = [ClientType(), ClientType("redacted"), ClientType(client_class=Desk)]
        assert 3 == len({type_._static_cache_key for type_ in keys})


class TestSecrets:
    @pytest.mark.parametrize("hides", [True, False])
    def test_errors_show_parameters(self, engine, hides):
        """An error shows no secret with `hide_parameters`, and without it does."""
        client = Client(client_secret="hush")
        other = make_engine(engine.name, hide_parameters=hides)
        Base.metadata.create_all(other)
        with orm.Session(other) as session:
            row = stored(session, client=client)
            with pytest.raises(sa.exc.IntegrityError) as caught:
                session.execute(sa.insert(Registration.__table__).values(id=row.id, client=client))
        assert hides == ("hush" not in str(caught.value))
        other.dispose()

    @pytest.mark.parametrize("other", [sa.JSON(), sa.String(), sa.LargeBinary(), None])
    def test_other_types_refuse_clients(self, session, other):
        """A column of another type refuses a client, and the error shows no secret."""
        client = Client(client_secret="hush")
        with pytest.raises((sa.exc.StatementError, TypeError)) as caught:
            session.scalar(sa.select(sa.bindparam("x", client, type_=other)))
        assert "hush" not in f"{caught.value!r} {caught.value} {caught.value.__cause__!r}"

    def test_refused_values_are_hidden(self, engine):
        """The error for a value that is not a client shows it only without `hide_parameters`."""
        other = make_engine(engine.name, hide_parameters=True)
        with orm.Session(other) as session, pytest.raises(sa.exc.StatementError) as caught:
            session.execute(sa.insert(Registration.__table__).values(client={"client_secret": "hush"}))
        assert "hush" not in str(caught.value)
        other.dispose()


ENV = """
from alembic import context

context.configure(**context.config.attributes)
with context.begin_transaction():
    context.run_migrations()
"""


class TestAlembic:
    @pytest.mark.parametrize("database", ["sqlite", POSTGRESQL])
    def test_migrations_are_stable(self, tmp_path, database):
        """A migration that Alembic generates creates the columns, and after it nothing differs."""
        engine = make_engine(database)
        config = Config(tmp_path / "alembic.ini")
        config.set_main_option("script_location", str(tmp_path / "migrations"))
        command.init(config, str(tmp_path / "migrations"))
        (tmp_path / "migrations" / "env.py").write_text(ENV)
        template = tmp_path / "migrations" / "script.py.mako"
        line = "import sqlalchemy as sa\n"
        assert line in template.read_text()
        template.write_text(template.read_text().replace(line, line + "import okta_client.integrations.sqlalchemy\n"))
        with engine.connect() as connection:
            config.attributes.update(connection=connection, target_metadata=Base.metadata, compare_type=True)
            migration = command.revision(config, autogenerate=True)
            text = Path(migration.path).read_text()
            assert "sa.Column('client', okta_client.integrations.sqlalchemy.ClientType(), nullable=False)" in text
            assert (
                "sa.Column('logged', okta_client.integrations.sqlalchemy.ClientType('redacted'), nullable=True)" in text
            )
            command.upgrade(config, "head")
            command.check(config)
            connection.commit()
        with orm.Session(engine) as session:
            assert CLIENTS[0] == stored(session, client=CLIENTS[0]).client
        engine.dispose()
