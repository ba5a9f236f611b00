# shellcheck shell=sh
# A recipe of makeOnce.sh: a separate Python with the packages of an example; bin/python3 runs it.
# Needs python3 with venv.
#
#   REQUIREMENTS  the example's requirements.txt, absolute

make_result() {
  # Only bin/python3 is used of it, so that it may be renamed: pip and its like name their folder.
  python3 -m venv result
  result/bin/python3 -m pip install --quiet --requirement "$REQUIREMENTS"
  result/bin/python3 --version
}
