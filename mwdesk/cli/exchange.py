"""The `exchange` commands: list, export, import, labs, send. `send` alone opens a connection."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mwdesk.cli.common import PATH, open_kb, problem
from mwdesk.cli.records import _key, _open, _read, _with_store

if TYPE_CHECKING:
    from mwdesk.storage import Store
    from mwdesk.workflow.exchange import Choice, Exchange
    from mwdesk.workflow.exchange_labs import Preview


@click.group()
def exchange() -> None:
    """Records out and in again: files, laboratory results, an existing FHIR server."""


_patient = click.option("--patient", "patient_id", required=True, help="Id, as 'exchange list' shows it.")
_sealed = click.option("--file-passphrase", type=PATH, help="A file whose first line is its passphrase.")


def _desk(store: Store) -> Exchange:
    from mwdesk.workflow.clinic import load_clinic
    from mwdesk.workflow.exchange import Exchange

    return Exchange(open_kb(), store, load_clinic(store), datetime.now)


def _secret(file: Path | None) -> str:
    return (_read(file).splitlines() or [""])[0] if file is not None else ""


@exchange.command("list")
@_with_store
def show_patients(place: Path, **secrets: Any) -> None:
    """Ids of the patients, with their names."""
    from mwdesk.storage.transfer import patient_ids
    from mwdesk.workflow.exchange import person_words

    with _open(place, _key(place, **secrets)) as store:
        for ident in patient_ids(store):
            click.echo(f"{ident}  {person_words(store.patient(ident))}")


@exchange.command("export")
@_with_store
@click.argument("out", type=PATH)
@click.option(
    "--as", "form", type=click.Choice(["records", "fhir", "phenopacket", "teaching"]), required=True
)
@click.option("--patient", "patient_id", default="", help="Id; without it everybody (records and fhir).")
@_sealed
@click.option("--not-encrypted", is_flag=True, help="Write a records file that anybody can read.")
def export_file(
    place: Path,
    out: Path,
    form: str,
    patient_id: str,
    file_passphrase: Path | None,
    not_encrypted: bool,
    **secrets: Any,
) -> None:
    """Write records into one file, whole or not at all."""
    if form == "records" and file_passphrase is None and not not_encrypted:
        raise problem(
            str(out),
            "this file would not be encrypted: anybody who has it could read it.",
            "Give --file-passphrase, or --not-encrypted if that is meant.",
        )
    if form in ("phenopacket", "teaching") and not patient_id:
        raise problem("--patient", "this kind of file holds one patient.", "Name the patient by id.")
    with _open(place, _key(place, **secrets)) as store:
        desk = _desk(store)
        write: dict[str, Callable[[], Path]] = {
            "records": lambda: desk.export_records(out, patient_id, _secret(file_passphrase)),
            "fhir": lambda: desk.export_fhir(out, patient_id),
            "phenopacket": lambda: desk.export_phenopacket(out, desk.encounters(patient_id)[-1]),
            "teaching": lambda: desk.export_teaching(out, patient_id),
        }
        click.echo(f"{write[form]()}")


@exchange.command("import")
@_with_store
@click.argument("file", type=PATH)
@_sealed
@click.option("--keep-both", is_flag=True, help="Who is here already is added a second time.")
@click.option("--skip", is_flag=True, help="Who is here already is left as here.")
@click.option("--dry-run", is_flag=True, help="Only say what the file would bring.")
def import_file(
    place: Path,
    file: Path,
    file_passphrase: Path | None,
    keep_both: bool,
    skip: bool,
    dry_run: bool,
    **secrets: Any,
) -> None:
    """Take records in, all of a file or nothing of it."""
    with _open(place, _key(place, **secrets)) as store:
        desk = _desk(store)
        found = desk.look(file, _secret(file_passphrase))
        for note in found.notes:
            click.echo(note, err=True)
        for one in found.each:
            state = f" (here already: {one.same})" if one.same else ""
            alike = f" (perhaps the same as {'; '.join(one.alike)})" if one.alike else ""
            click.echo(f"{one.words}{state}{alike}")
        if dry_run:
            return
        choice: Choice | None = "both" if keep_both else "skip" if skip else None
        choices = {one.record.id: choice for one in found.to_ask if choice is not None}
        click.echo(desk.take(found, choices))


@exchange.command("labs")
@_with_store
@click.argument("file", type=PATH)
@_patient
@click.option("--write", is_flag=True, help="Add what was read to the latest visit; else only shown.")
@click.option("--is-this-patient", is_flag=True, help="These results are of this patient.")
def take_labs(
    place: Path, file: Path, patient_id: str, write: bool, is_this_patient: bool, **secrets: Any
) -> None:
    """Laboratory results from CSV or FHIR into the latest visit of a patient."""
    from mwdesk.workflow import Session
    from mwdesk.workflow.clinic import load_clinic
    from mwdesk.workflow.exchange_labs import entries, preview, read_results

    kb = open_kb()
    with _open(place, _key(place, **secrets)) as store:
        session = Session(kb, store, load_clinic(store))
        session.open(patient_id)
        encounter = session.encounter
        looked = preview(kb, encounter, read_results(file, kb), datetime.now())
        _show(looked)
        if write:
            chosen = [n for n, one in enumerate(looked.each) if one.state == "add"]
            new = entries(kb, encounter.patient, looked, chosen, is_this_patient=is_this_patient)
            if new:
                session.record(*new)
                session.tell("import", f"{len(new)} laboratory results, {file.name}")
            click.echo(f"{len(new)} added.")


def _show(looked: Preview) -> None:
    click.echo(f"{looked.match.state}: {looked.match.words}")
    for note in looked.notes:
        click.echo(note)
    for one in looked.each:
        line = one.line
        shown = f"{one.state:7} {line.place}: {line.label} {line.text} {line.unit} {line.day}".rstrip()
        click.echo(f"{shown}  {one.words}".rstrip())


@exchange.command("send")
@_with_store
@click.argument("address")
@_patient
@click.option("--token-file", type=PATH, help="A file that holds the access token of the server.")
@click.option("--yes", is_flag=True, help="Send without asking once more.")
def send_records(
    place: Path, address: str, patient_id: str, token_file: Path | None, yes: bool, **secrets: Any
) -> None:
    """Send one patient to an existing FHIR server (https), after showing what goes where."""
    from mwdesk.workflow.exchange_push import pack

    with _open(place, _key(place, **secrets)) as store:
        desk = _desk(store)
        parcel = pack(desk.fhir_document(patient_id), address)
        click.echo(parcel.words)
        if not yes and not (sys.stdin.isatty() and click.confirm("Send it now?")):
            raise problem(parcel.address, "nothing was sent.", "Give --yes, or answer yes.")
        click.echo(desk.send_fhir(parcel, patient_id, _secret(token_file)))
