import os

import pytest

from firth.config.cores import usable_cores

COUNTS = "process_cpu_count" if hasattr(os, "process_cpu_count") else "sched_getaffinity"


@pytest.fixture(autouse=True)
def sixty_four_cores(monkeypatch):
    monkeypatch.setattr(
        os, COUNTS, (lambda: 64) if COUNTS == "process_cpu_count" else (lambda _: range(64)), raising=False
    )


def machine(root, files):
    """A root folder with such files in it."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="ascii")
    return root


@pytest.mark.parametrize(
    ("files", "cores"),
    [
        ({}, 64),
        ({"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/cpu.max": "max 100000\n"}, 64),
        ({"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/cpu.max": "200000 100000\n"}, 2),
        ({"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/cpu.max": "150000 100000\n"}, 2),
        ({"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/cpu.max": "10000 100000\n"}, 1),
        ({"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/cpu.max": "6400000 50000\n"}, 64),
        ({"sys/fs/cgroup/cpu.max": "300000 100000\n"}, 3),
        ({"proc/self/cgroup": "0::/a/b\n", "sys/fs/cgroup/a/b/cpu.max": "300000 100000\n"}, 3),
        ({"proc/self/cgroup": "0::/a/b\n", "sys/fs/cgroup/a/cpu.max": "500000 100000\n"}, 5),
        (
            {
                "proc/self/cgroup": "0::/a/b\n",
                "sys/fs/cgroup/a/b/cpu.max": "max 100000\n",
                "sys/fs/cgroup/a/cpu.max": "400000 100000\n",
            },
            4,
        ),
        ({"proc/self/cgroup": "0::/docker/of-the-host\n", "sys/fs/cgroup/cpu.max": "700000 100000\n"}, 7),
        (
            {
                "proc/self/cgroup": "5:memory:/m\n4:cpu,cpuacct:/a/b\n1:name=systemd:/\n",
                "sys/fs/cgroup/cpu,cpuacct/a/b/cpu.cfs_quota_us": "250000\n",
                "sys/fs/cgroup/cpu,cpuacct/a/b/cpu.cfs_period_us": "100000\n",
            },
            3,
        ),
        (
            {
                "proc/self/cgroup": "4:cpu,cpuacct:/docker/of-the-host\n",
                "sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "100000\n",
                "sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us": "50000\n",
            },
            2,
        ),
        (
            {
                "proc/self/cgroup": "4:cpu:/\n",
                "sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n",
                "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
            },
            64,
        ),
        ({"proc/self/cgroup": "rubbish\n::\n", "sys/fs/cgroup/cpu.max": "rubbish\n"}, 64),
        ({"sys/fs/cgroup/cpu.max": "100000 0\n"}, 64),
        ({"sys/fs/cgroup/cpu.max": "0 100000\n"}, 64),
    ],
)
def test_a_container_has_as_many_cores_as_its_quota_allows(tmp_path, files, cores):
    assert usable_cores(machine(tmp_path, files)) == cores


def test_a_quota_above_the_cores_changes_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "process_cpu_count", lambda: 3, raising=False)
    assert usable_cores(machine(tmp_path, {"sys/fs/cgroup/cpu.max": "1000000 100000\n"})) == 3


def test_where_python_counts_the_cores_it_is_asked(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "process_cpu_count", lambda: 5, raising=False)
    assert usable_cores(tmp_path) == 5
    monkeypatch.setattr(os, "process_cpu_count", lambda: None)
    assert usable_cores(tmp_path) == 1


def test_without_either_the_cores_of_the_machine_count(tmp_path, monkeypatch):
    monkeypatch.delattr(os, "process_cpu_count", raising=False)
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 9)
    assert usable_cores(tmp_path) == 9
