"""The package as a whole: its public names, and what it costs to import."""

from __future__ import annotations

import pickle
import subprocess
import sys

import pytest

import painsci_search

HEAVY = {"bs4", "lxml", "whoosh", "numpy", "typer", "Stemmer"}


def modules_loaded_by(code: str) -> set[str]:
    """Run code in a new interpreter and name the modules that it loaded."""
    script = f"import sys\n{code}\nprint(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, text=True)
    return set(run.stdout.split())


def loaded_by(code: str) -> set[str]:
    """Run code in a new interpreter and name the packages that it loaded."""
    return {name.partition(".")[0] for name in modules_loaded_by(code)}


def test_every_public_name_exists_and_is_documented() -> None:
    assert painsci_search.__all__ == sorted(painsci_search.__all__)
    for name in painsci_search.__all__:
        value = getattr(painsci_search, name)
        assert name == "__version__" or value.__doc__
    assert dir(painsci_search) == sorted(painsci_search.__all__)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = painsci_search.nothing  # type: ignore[attr-defined]


def test_importing_the_package_imports_nothing_heavy() -> None:
    assert not loaded_by("import painsci_search") & HEAVY


def test_the_errors_cost_no_more_than_the_package() -> None:
    assert not loaded_by("from painsci_search import Article, QueryError, ReadError") & HEAVY


def test_opening_an_index_imports_neither_whoosh_nor_the_html_parser() -> None:
    heavy = loaded_by("from painsci_search import Index; Index.open")
    assert not heavy & {"bs4", "lxml", "typer", "whoosh"}


@pytest.mark.parametrize(
    "error",
    [
        painsci_search.QueryError("odd", '"x', 1),
        painsci_search.ExtraMissing("pdf"),
        painsci_search.IndexUnavailable("away", "no answer"),
        painsci_search.IndexVersionError("old", is_older=True),
        painsci_search.ReadError("a feed", "RSS feed"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_leaves_a_worker_process_as_it_is(error: Exception) -> None:
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is type(error)
    assert (str(copy), vars(copy)) == (str(error), vars(error))


def test_every_name_of_the_model_is_found_in_the_module_that_is_imported_for_it() -> None:
    from painsci_search import model

    assert sorted(model._MODULE_OF) == sorted(model.__all__)
    assert all(getattr(model, name) is not None for name in model.__all__)
    with pytest.raises(AttributeError, match="Nothing"):
        model.Nothing  # noqa: B018


def test_a_module_that_names_a_value_of_the_model_imports_no_other_modules_of_it() -> None:
    loaded = modules_loaded_by("from painsci_search.model import Problem")
    assert "painsci_search.model.problems" in loaded
    assert "painsci_search.model.passages" not in loaded
