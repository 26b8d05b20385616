"""The house's rules about itself."""

import ast
import importlib
import subprocess
import sys
import types
from pathlib import Path

import pytest

import firth

ROOT = Path(firth.__file__).parent

RANKS = {
    "detect_encoding": 0,
    "errors": 0,
    "kernels": 0,
    "progress": 0,
    "versions": 0,
    "concurrency": 1,
    "config": 1,
    "formats": 1,
    "normalizing": 1,
    "sampling": 1,
    "search": 1,
    "testing": 1,
    "text": 2,
    "vectors": 2,
    "tokenize": 3,
    "corpus": 4,
    "corpus.build": 5,
    "training": 6,
    "counting": 6,
    "studies": 7,
    "studies.audit": 7,
    "studies.demo": 7,
    "studies.doctor": 7,
    "studies.plan": 8,
    "recipes": 9,
    "cli": 10,
    "cli.commands": 11,
    "__init__": 12,
    "__main__": 12,
}


def module_name(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


MODULES = {module_name(path): path for path in sorted(ROOT.rglob("*.py"))}


def room(module):
    """The longest prefix of a module's name that has a rank."""
    while module and module not in RANKS:
        module = module.rpartition(".")[0]
    return module


def imports_of(module):
    """The firth modules that a module imports, at the top or inside a function."""
    for node in ast.walk(ast.parse(MODULES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports relatively"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        for name in names:
            if name == "firth" or name.startswith("firth."):
                yield resolved(name.removeprefix("firth").removeprefix("."))


def resolved(name):
    while name and name not in MODULES:
        name = name.rpartition(".")[0]
    return name or "__init__"


def test_every_room_has_a_rank():
    assert {room(module) for module in MODULES} == set(RANKS)


@pytest.mark.parametrize("module", MODULES)
def test_imports_go_strictly_down_and_never_to_the_root(module):
    for other in imports_of(module):
        if room(other) != room(module):
            assert RANKS[room(other)] < RANKS[room(module)], f"{module} imports {other}"
            assert other != "__init__" or module == "__main__", f"{module} imports the root"


def test_inside_a_room_imports_form_no_cycle():
    edges = {m: {o for o in imports_of(m) if room(o) == room(m) and o != m} for m in MODULES}
    while edges:
        leaves = {module for module, others in edges.items() if not others & edges.keys()}
        assert leaves, f"a cycle among {sorted(edges)}"
        edges = {module: others for module, others in edges.items() if module not in leaves}


def test_making_and_using_meet_only_at_the_waist():
    making, using = {"corpus", "kernels", "sampling"}, {"search", "questions", "views", "formats", "vectors"}
    for module in MODULES:
        if room(module) in using:
            assert not {room(other) for other in imports_of(module)} & making


def test_all_is_exactly_what_is_given():
    assert sorted(firth.__all__) == firth.__all__
    assert set(firth._HOMES) | {"__version__"} == set(firth.__all__)
    for name in firth.__all__:
        assert getattr(firth, name) is not None


@pytest.mark.parametrize("module", MODULES)
def test_every_module_says_what_it_is(module):
    tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), f"{module} has no docstring"


@pytest.mark.parametrize("module", [m for m in MODULES if room(m) not in {"cli", "__main__"}])
def test_only_the_command_line_prints_exits_or_reads_the_environment(module):
    tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    attributes = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert not names & {"print", "exit", "quit", "input"}
    assert not attributes & {"environ", "getenv", "exit"}


def loaded_by(statement):
    script = f"{statement}; import sys; print(*(name.split('.')[0] for name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize("module", [m for m in MODULES if m not in {"__init__", "__main__"}])
def test_importing_a_module_never_replaces_a_public_name(module):
    assert module.split(".", maxsplit=1)[0] not in firth.__all__


def test_public_functions_can_be_called_after_their_modules_are_imported():
    for name, home in firth._HOMES.items():
        importlib.import_module(f"firth.{home}")
        assert not isinstance(getattr(firth, name), types.ModuleType), name
    script = (
        "import firth.studies.audit.audit, firth.recipes.train as t, firth; firth.audit.__call__, firth.train.__call__"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


HEAVY = {"numba", "llvmlite", "pyarrow", "tqdm", "scipy"}


def test_importing_firth_is_light():
    assert not loaded_by("import firth") & {*HEAVY, "numpy"}


def test_asking_vectors_loads_no_compiler(tmp_path):
    path = tmp_path / "v.txt"
    path.write_text("2 2\na 1 0\nb 0 1\n")
    assert not loaded_by(f"import firth; firth.load({str(path)!r}).most_similar('a')") & HEAVY
