"""Records to an existing FHIR server: only when somebody starts it, once, to the address that was typed.

This is the one place of the program that opens a connection.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from mwdesk.domain.issue import DataError, Issue, Level
from mwdesk.domain.translation import _, _n

TIMEOUT = 120.0  # seconds
_LONGEST = 2_000_000  # bytes of an answer that are read
_LOCAL = ("localhost", "127.0.0.1", "::1")
_SHARED = ("Patient", "Organization", "Practitioner", "Device")  # may have been completed there since


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """What would be sent and where to: shown before it goes."""

    address: str
    bundle: Mapping[str, Any]

    @property
    def counts(self) -> Mapping[str, int]:
        """How many resources of each type, in their order."""
        return Counter(row["resource"]["resourceType"] for row in self.bundle["entry"])

    @property
    def words(self) -> str:
        """One paragraph for the screen."""
        rows = self.bundle["entry"]
        kinds = ", ".join(f"{count} {kind}" for kind, count in self.counts.items())
        names = [r["resource"] for r in rows if r["resource"]["resourceType"] == "Patient"]
        who = ", ".join(row["name"][0]["text"] for row in names if row.get("name"))
        size = len(json.dumps(self.bundle).encode()) // 1024 + 1
        return _(
            "To {address} go, with name and all details, the records of {who}: {kinds}; {size} KB."
        ).format(address=self.address, who=who or _("a patient without a name"), kinds=kinds, size=size)


def pack(document: Mapping[str, Any], address: str) -> Parcel:
    """The document as one transaction for this server. Raises DataError for an address that is not safe."""
    return Parcel(address=check_address(address), bundle=transaction(document))


def check_address(typed: str) -> str:
    """The address without what does not belong to it; https, or http on this very computer."""
    text = typed.strip()
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        host, parts = "", urlsplit("")
    if not host or parts.scheme not in ("https", "http") or " " in text:
        raise _problem(text, _("this is no address of a server."), _("Type it like https://server/fhir."))
    if parts.username is not None or parts.query or parts.fragment:
        raise _problem(
            host, _("the address holds more than a place."), _("Type it without name, password, ? and #.")
        )
    if parts.scheme == "http" and host not in _LOCAL:
        raise _problem(
            host,
            _("http is not encrypted: anybody on the way could read the records."),
            _("Use an address that begins with https://."),
        )
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"


def transaction(document: Mapping[str, Any]) -> dict[str, Any]:
    """A document Bundle as a transaction that can be sent twice without doubling anything.

    What we wrote is updated by our own identifier; patient and clinic are made only where they are missing,
    so that nothing that the server knows of them is overwritten.
    """
    rows = []
    for row in document["entry"]:
        resource = {key: value for key, value in row["resource"].items() if key != "id"}
        kind = resource["resourceType"]
        given = resource["identifier"]
        own = given if isinstance(given, dict) else given[0]
        query = f"identifier={quote(own['system'] + '|' + own['value'], safe='')}"
        request = (
            {"method": "POST", "url": kind, "ifNoneExist": query}
            if kind in _SHARED
            else {"method": "PUT", "url": f"{kind}?{query}"}
        )
        rows.append({"fullUrl": row["fullUrl"], "resource": resource, "request": request})
    return {"resourceType": "Bundle", "type": "transaction", "entry": rows}


def send(parcel: Parcel, token: str = "") -> str:
    """Send it now and say in plain words what the server answered. Raises DataError where it refused."""
    import ssl
    from urllib import error, request

    class _Stay(request.HTTPRedirectHandler):
        """An answer that points elsewhere is not followed: the records go where the clinician said."""

        def redirect_request(self, *_args: Any) -> None:
            return None

    headers = {"Content-Type": "application/fhir+json", "Accept": "application/fhir+json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    body = json.dumps(parcel.bundle, ensure_ascii=False).encode()
    asked = request.Request(parcel.address, data=body, headers=headers, method="POST")
    local = (urlsplit(parcel.address).hostname or "") in _LOCAL
    handlers: list[Any] = [_Stay(), *([request.ProxyHandler({})] if local else [])]
    try:
        with request.build_opener(*handlers).open(asked, timeout=TIMEOUT) as answer:
            content = answer.read(_LONGEST)
    except error.HTTPError as fault:
        with fault:
            raise _refused(parcel, fault.code, fault.read(_LONGEST)) from None
    except error.URLError as fault:
        if isinstance(fault.reason, ssl.SSLError):
            raise _problem(
                parcel.address,
                _("the server could not prove who it is; nothing was sent."),
                _("Check the address; ask who runs the server for a valid certificate."),
            ) from None
        raise _unreached(parcel, fault.reason) from None
    except (OSError, ValueError) as fault:  # cut off while the answer came
        raise _problem(
            parcel.address,
            _("the connection broke ({why}); the records may have arrived.").format(why=fault),
            _("Send again: what arrived is not doubled."),
        ) from None
    return _accepted(parcel, content)


def _accepted(parcel: Parcel, content: bytes) -> str:
    wanted = len(parcel.bundle["entry"])
    try:
        rows = json.loads(content)["entry"]
        states = [str(row["response"]["status"]) for row in rows]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise _problem(
            parcel.address,
            _("it answered, but not as a FHIR server does; what became of the records is not known."),
            _("Ask who runs the server, and check the address."),
        ) from None
    good = [state for state in states if state.startswith("2")]
    if len(good) < wanted:
        raise _problem(
            parcel.address,
            _("only {good} of {wanted} parts were taken.").format(good=len(good), wanted=wanted),
            _("Ask who runs the server; sending again doubles nothing."),
        )
    made = sum(state.startswith("201") for state in states)
    told = _n("The server took {count} part.", "The server took all {count} parts.", wanted)
    return (
        told.format(count=wanted)
        + " "
        + _("{made} were new there, {known} it knew already.").format(made=made, known=wanted - made)
    )


def _refused(parcel: Parcel, code: int, content: bytes) -> DataError:
    said = _outcome(content)
    what = {
        400: _("it does not understand the records"),
        401: _("it wants to know who you are"),
        403: _("you may not write there"),
        404: _("there is no FHIR server at this address"),
        412: _("several records there carry the same number"),
        413: _("it takes no parcel of this size"),
        422: _("its rules refuse the records"),
    }.get(code, _("it has a fault of its own") if code >= 500 else _("it points to another address"))
    message = _("the server did not take the records: {what} ({code}). {said}").format(
        what=what, code=code, said=said
    )
    sure = _("Nothing was stored there. Ask who runs the server.")
    unsure = _("Whether anything was stored is not known; sending again doubles nothing.")
    return _problem(parcel.address, message.strip(), unsure if code >= 500 else sure)


def _outcome(content: bytes) -> str:
    """What an OperationOutcome says, in one line."""
    try:
        issues = json.loads(content)["issue"]
        said = [str(i.get("diagnostics") or i.get("details", {}).get("text") or "") for i in issues[:3]]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return ""
    return " ".join(" ".join(word.split())[:300] for word in said if word)


def _unreached(parcel: Parcel, reason: object) -> DataError:
    said = getattr(reason, "strerror", None) or reason
    return _problem(
        parcel.address,
        _("the server could not be reached ({why}); nothing was sent.").format(why=said),
        _("Check the address and the network."),
    )


def _problem(path: str, message: str, fix: str) -> DataError:
    return DataError(Issue(level=Level.ERROR, path=path, message=message, fix=fix))
