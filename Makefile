# SPDX-License-Identifier: Apache-2.0
# A short front to meson. `make` leaves the command at build/credimur.
BUILD = build
PROGRAMS = credimur libexec/credimur/credimur-fetch \
    libexec/credimur/credimur-store libexec/credimur/credimur-paper

all: $(BUILD)/build.ninja
	ninja -C $(BUILD) $(PROGRAMS)

$(BUILD)/build.ninja:
	meson setup $(BUILD) -Dtests=false

test:
	script/test

# Lines and branches that the suite reaches: build-cover/report/index.html.
cover:
	[ -f build-cover/build.ninja ] || \
	    meson setup build-cover -Db_coverage=true -Doptimization=0
	ninja -C build-cover
	meson test -C build-cover --no-rebuild || true
	mkdir -p build-cover/report
	gcovr --root . --filter src/ --filter platform/ --filter net/ --filter keyring/ --filter paper/ --filter cli/ \
	    --html-details build-cover/report/index.html --print-summary \
	    build-cover

format:
	clang-format-14 -i $$(find include src platform net keyring paper cli libexec tests fuzz bench \
	    -name node_modules -prune -o -name '*.[ch]' -print)

# The lists that tests compare with: exported names, security cases.
lists: $(BUILD)/build.ninja
	ninja -C $(BUILD)
	python3 tests/lint/test_symbols.py --update $(BUILD)/src/libcredimur.so
	tools/security-cases

install: all
	meson install -C $(BUILD)

clean:
	rm -rf build build-asan build-cover

.PHONY: all test cover format lists install clean
