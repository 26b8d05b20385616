"""The house's rules about itself."""

import ast
import importlib
import re
import subprocess
import sys
import types
from pathlib import Path

import pytest

import firth

ROOT = Path(firth.__file__).parent

PAGE = (Path(__file__).parents[1] / "docs" / "architecture.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"(?ms)^## (.+?)$(.*?)(?=^## |\Z)", PAGE))
RANKS = {
    name: int(rank) for rank, name in re.findall(r"^\| (\d+) \| `([a-z_.]+)` \|", SECTIONS["The rooms"], re.MULTILINE)
}
ARROWS = {
    name: set(others.split(", "))
    for name, others in re.findall(r"^([a-z_.]+) -> (.+)$", SECTIONS["The rooms"], re.MULTILINE)
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


def imports_of_rooms():
    """The rooms that each room imports."""
    found = {name: set() for name in RANKS}
    for module in MODULES:
        found[room(module)] |= {room(other) for other in imports_of(module)} - {room(module)}
    return found


def reached(name, edges):
    """The rooms that can be reached from one."""
    return set(edges.get(name, ())).union(*(reached(other, edges) for other in edges.get(name, ())))


def test_the_arrows_drawn_are_the_imports_without_those_that_a_longer_way_implies():
    edges = imports_of_rooms()
    for name, others in edges.items():
        implied = set().union(*(reached(other, edges) for other in others))
        assert ARROWS.get(name, set()) == others - implied, (
            f"docs/architecture.md: {name} -> {', '.join(others - implied)}"
        )


def test_what_the_page_names_exists():
    for name in re.findall(r"`(firth(?:\.\w+)+)`", PAGE):
        module, attributes = name, []
        while resolved(module.partition(".")[2]) != module.partition(".")[2]:
            module, _, attribute = module.rpartition(".")
            attributes.insert(0, attribute)
        value = importlib.import_module(module)
        for attribute in attributes:
            value = getattr(value, attribute)
    for path in re.findall(r"`((?:src|tests|docs)/[\w/.]+)`", PAGE):
        assert "NAME" in path or (ROOT.parents[1] / path).exists(), path


FULL_FOLDERS = {
    "cli/commands": "a module for each command, none of which knows another",
    "kernels": "read in the order that its page gives; a part of a kernel each",
    "recipes": "a module for each front door",
}


def test_no_folder_has_more_than_about_a_dozen_modules_without_a_reason():
    folders = {str(path.parent.relative_to(ROOT)): len(list(path.parent.glob("*.py"))) - 1 for path in MODULES.values()}
    assert {folder for folder, modules in folders.items() if modules > 13} == set(FULL_FOLDERS)


def lines_of(definition):
    """How long a function or class is, its docstrings left out."""
    documented = [
        node.body[0]
        for node in ast.walk(definition)
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) is not None
    ]
    whole = definition.end_lineno - definition.lineno + 1
    return whole - sum(text.end_lineno - text.lineno + 1 for text in documented)


@pytest.mark.parametrize(("kind", "most"), [(ast.FunctionDef, 50), (ast.ClassDef, 180)])
def test_a_function_fits_a_screen_and_a_class_fits_a_few(kind, most):
    """They may become shorter: lower the number then."""
    for module, path in MODULES.items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, kind):
                assert lines_of(node) <= most, f"{module}.{node.name}"


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
    making = {
        "text",
        "tokenize",
        "corpus",
        "corpus.build",
        "kernels",
        "sampling",
        "training",
        "counting",
        "concurrency",
    }
    edges = imports_of_rooms()
    edges["formats"].remove("kernels")  # one of them reads the numbers of text files above 64 MB, and is loaded then
    assert not reached("vectors", edges) & making
    assert not {"search", "normalizing"} & edges["training"]


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
