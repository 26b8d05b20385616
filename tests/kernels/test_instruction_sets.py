import os
import platform
import subprocess
import sys

import llvmlite.binding as llvm
import pytest

from firth.kernels.compiling import IN_PYTHON

TRAINED = """
import hashlib, firth
text = [[f"w{(i * i + 7 * i) % 31}" for i in range(start, start + 40)] for start in range(200)]
for architecture in ("skipgram", "cbow"):
    vectors = firth.train(text, architecture=architecture, vector_size=40, min_count=1, sample=0, workers=1)
    print(hashlib.sha256(vectors.vectors.tobytes() + vectors.contexts.tobytes()).hexdigest())
"""

OLDER = {"NUMBA_CPU_NAME": "haswell", "NUMBA_CPU_FEATURES": "+sse4.2,+popcnt,+avx,+avx2,+fma,+bmi,+bmi2,+lzcnt"}


@pytest.mark.skipif(IN_PYTHON, reason="nothing is compiled")
@pytest.mark.skipif(platform.machine().lower() not in {"x86_64", "amd64"}, reason="of x86-64")
@pytest.mark.skipif(not llvm.get_host_cpu_features().get("fma"), reason="this processor has no fused products")
def test_an_older_instruction_set_gives_the_same_bytes(tmp_path):
    """Registers of half the size, and other tiles where the machine has large ones."""
    outputs = set()
    for changed in ({}, OLDER | {"NUMBA_CACHE_DIR": str(tmp_path)}):
        command = [sys.executable, "-c", TRAINED]
        done = subprocess.run(command, env=os.environ | changed, capture_output=True, text=True, check=True)
        outputs.add(done.stdout)
    assert len(outputs) == 1
