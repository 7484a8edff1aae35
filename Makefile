# guestkit: one Makefile for everything. `make help` lists what it can do.
#
# Sources are found by wildcard: a new file needs no list here. Everything that
# is made goes under build/.

CC ?= gcc
CXX ?= g++
CLANG ?= clang
AR ?= ar
PREFIX ?= /usr/local
DESTDIR ?=
VERSION := $(shell cat VERSION 2>/dev/null || echo 0.0.0)

# SAN=1 builds everything with AddressSanitizer and UBSan, beside the rest.
# With clang, so that both compilers see every file.
SAN ?=
B := build$(if $(SAN),/san)
ifneq ($(SAN),)
CC := clang
CXX := clang++
endif
comma := ,
SANFLAGS := $(if $(SAN),-fsanitize=address$(comma)undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
OPT ?= $(if $(SAN),-O1,-O2)

WARN := -Wall -Wextra -Werror -Wshadow -Wvla -Wpointer-arith $(if $(findstring clang,$(CC)),,-Wno-format-truncation)
CPPFLAGS += -I. -Isdk-c -D_GNU_SOURCE -DGK_VERSION='"$(VERSION)"' $(if $(SAN),-DGK_SANITIZED=1)
CFLAGS += -std=c17 $(OPT) -g $(WARN) -Wstrict-prototypes -Wmissing-prototypes -ffunction-sections -fdata-sections $(SANFLAGS)
CXXFLAGS += -std=c++17 $(OPT) -g $(WARN) -ffunction-sections -fdata-sections $(SANFLAGS)
LDFLAGS += $(SANFLAGS) -Wl,--gc-sections $(if $(SAN),,-static-libstdc++ -static-libgcc)
ENGINE_LIBS := -l:libwabt.a
BASE_LIBS := -lcjson -l:libyaml.a -l:libcrypto.a
LIBS := $(ENGINE_LIBS) $(BASE_LIBS) -lpthread

# Quiet: one short line a file. V=1 shows the commands.
V ?=
say = $(if $(V),,@printf '  %-6s %s\n' $(1) $@;)
Q := $(if $(V),,@)

.DELETE_ON_ERROR:
.SUFFIXES:
.DEFAULT_GOAL := all
MAKEFLAGS += --no-builtin-rules

# --- the rooms ---------------------------------------------------------------
ROOMS := core sdk-c/abi scanner host-mock toolchain templates
# What is a program of its own, or copied to users, is no part of a room.
APART := $(wildcard toolchain/helpers/*.c) sdk-c/abi/abigen.c
room_c = $(filter-out $(APART),$(sort $(shell find $(1) -name '*.c' -not -path '*/files/*' 2>/dev/null)))
room_cc = $(sort $(shell find $(1) -name '*.cc' -not -path '*/files/*' 2>/dev/null))
objects = $(patsubst %.c,$(B)/obj/%.o,$(call room_c,$(1))) $(patsubst %.cc,$(B)/obj/%.o,$(call room_cc,$(1)))

CORE_OBJ := $(call objects,core) $(call objects,sdk-c/abi)
SCANNER_OBJ := $(call objects,scanner)
MOCK_OBJ := $(call objects,host-mock)
TOOL_OBJ := $(call objects,toolchain) $(call objects,templates)
# A floor links only what is below it: the scanner never sees the engine.
CORE_LIB := $(B)/obj/core.a
SCANNER_LIB := $(B)/obj/scanner.a
MOCK_LIB := $(B)/obj/host-mock.a
TOOL_LIB := $(B)/obj/toolchain.a
ALL_LIBS := $(TOOL_LIB) $(MOCK_LIB) $(SCANNER_LIB) $(CORE_LIB)

HELPERS := $(patsubst toolchain/helpers/%.c,$(B)/%,$(wildcard toolchain/helpers/*.c))

.PHONY: all
all: $(B)/guestkit $(HELPERS) wasm-libs as-sdk

$(CORE_LIB): $(CORE_OBJ)
$(SCANNER_LIB): $(SCANNER_OBJ)
$(MOCK_LIB): $(MOCK_OBJ)
$(TOOL_LIB): $(TOOL_OBJ)
$(B)/obj/%.a:
	@mkdir -p $(@D)
	@rm -f $@
	$(call say,ar)$(AR) rcs $@ $(filter %.o,$^)

$(B)/obj/%.o: %.c
	@mkdir -p $(@D)
	$(call say,cc)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c $< -o $@

$(B)/obj/%.o: %.cc
	@mkdir -p $(@D)
	$(call say,c++)$(CXX) $(CPPFLAGS) $(CXXFLAGS) -MMD -MP -c $< -o $@

$(B)/guestkit: $(B)/obj/guestkit.o $(ALL_LIBS)
	$(call say,c++)$(CXX) $(CXXFLAGS) $(LDFLAGS) $< $(ALL_LIBS) $(LIBS) -o $@

# Programs that hold a heavy library, so that guestkit itself starts at once.
$(B)/guestkit-opt: HELPER_LIBS := -lbinaryen
$(B)/guestkit-http: HELPER_LIBS := -lcurl
$(B)/guestkit-state: HELPER_LIBS := -lsqlite3
$(HELPERS): $(B)/%: $(B)/obj/toolchain/helpers/%.o $(CORE_LIB)
	$(call say,cc)$(CC) $(CFLAGS) $(filter-out -static-libstdc++,$(LDFLAGS)) $< $(CORE_LIB) $(HELPER_LIBS) $(BASE_LIBS) -lpthread -o $@

# --- what guests link --------------------------------------------------------
WASM_CFLAGS := -ffile-prefix-map=$(CURDIR)=guestkit --target=wasm32-wasi -std=c17 -Oz -g -Wall -Wextra -Werror -Isdk-c/include -fno-delete-null-pointer-checks -ffunction-sections -fdata-sections -mno-bulk-memory
WASM_OUT := build/lib
# Each folder sdk-c/src/NAME becomes lib/libguestkit-NAME.a; one object a file.
WASM_LIB_DIRS := $(patsubst sdk-c/src/%/,%,$(sort $(dir $(wildcard sdk-c/src/*/*.c))))
WASM_LIBS := $(patsubst %,$(WASM_OUT)/libguestkit-%.a,$(WASM_LIB_DIRS))

.PHONY: wasm-libs
wasm-libs: $(WASM_LIBS)

build/wasm/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(call say,clang)$(CLANG) $(WASM_CFLAGS) -MMD -MP -c $< -o $@

define wasm_lib
$(WASM_OUT)/libguestkit-$(1).a: $(patsubst %.c,build/wasm/%.o,$(sort $(wildcard sdk-c/src/$(1)/*.c)))
	@mkdir -p $$(@D)
	@rm -f $$@
	$$(call say,ar)llvm-ar-14 rcs $$@ $$^
endef
$(foreach d,$(WASM_LIB_DIRS),$(eval $(call wasm_lib,$(d))))

# --- the AssemblyScript SDK: its npm packages, and itself among them ---------
AS_SDK := $(shell git ls-files --cached --others --exclude-standard sdk-assemblyscript 2>/dev/null)
.PHONY: as-sdk
as-sdk: build/sdk-assemblyscript.made
build/sdk-assemblyscript.made: $(AS_SDK) tools/as-sdk.sh tools/npm.sh
	@mkdir -p $(@D)
	$(call say,npm)tools/as-sdk.sh
	@touch $@

# --- tests -------------------------------------------------------------------
UNIT := $(patsubst tests/unit/%.c,$(B)/tests/%,$(sort $(wildcard tests/unit/test_*.c)))
UNIT_SHARED := $(patsubst %.c,$(B)/obj/%.o,$(filter-out tests/unit/test_%,$(wildcard tests/unit/*.c)))
$(B)/tests/%: $(B)/obj/tests/unit/%.o $(UNIT_SHARED) $(ALL_LIBS)
	@mkdir -p $(@D)
	$(call say,link)$(CXX) $(CXXFLAGS) $(LDFLAGS) $< $(UNIT_SHARED) $(ALL_LIBS) $(LIBS) -lcmocka -o $@
.PRECIOUS: $(B)/obj/%.o $(B)/tests/%

.PHONY: unit
unit: $(UNIT) ## run the cmocka unit tests (TEST=name for one, SAN=1 with sanitizers)
	@set -e; for t in $(if $(TEST),$(B)/tests/test_$(TEST),$(UNIT)); do $$t; done

# libFuzzer targets: tests/fuzz/fuzz_NAME.c, its seeds in tests/fuzz/corpus/NAME
FUZZ := $(patsubst tests/fuzz/fuzz_%.c,build/fuzz/fuzz_%,$(sort $(wildcard tests/fuzz/fuzz_*.c)))
FUZZ_CC := $(CLANG) -g -O1 -fsanitize=address,undefined -fno-sanitize-recover=all
build/fuzz/obj/%.o: %.c
	@mkdir -p $(@D)
	$(call say,fuzz)$(FUZZ_CC) -fsanitize=fuzzer-no-link $(CPPFLAGS) -std=c17 -MMD -MP -c $< -o $@
# What a target may link: everything but the engine's C++.
FUZZ_ROOMS := $(patsubst %.c,build/fuzz/obj/%.o,$(call room_c,core) $(call room_c,sdk-c/abi) $(call room_c,scanner) $(filter-out host-mock/vm/engine%,$(call room_c,host-mock/vm)) $(call room_c,host-mock/world) $(call room_c,host-mock/testing) host-mock/process.c)
build/fuzz/rooms.a: $(FUZZ_ROOMS)
	@rm -f $@
	$(call say,ar)$(AR) rcs $@ $^
build/fuzz/fuzz_%: build/fuzz/obj/tests/fuzz/fuzz_%.o build/fuzz/rooms.a
	$(call say,link)$(FUZZ_CC) -fsanitize=fuzzer $^ $(BASE_LIBS) -lpthread -o $@

# Seconds for each target: a short run in `make test`, a long one here.
FUZZ_SECONDS ?= 600
.PHONY: fuzz fuzz-targets
fuzz-targets: $(FUZZ)
fuzz: setup ## fuzz every target for FUZZ_SECONDS (600) seconds each
	@$(MAKE) --no-print-directory fuzz-targets
	@tests/fuzz/run.sh $(FUZZ_SECONDS) $(FUZZ)

# --- what people call --------------------------------------------------------
JOBS ?= $(shell nproc 2>/dev/null || echo 2)

.PHONY: setup
setup: ## install the Debian packages that are missing
	@tools/setup.sh

.PHONY: demo
demo: setup ## build, then scaffold, build, run, test and scan a plugin
	@$(MAKE) --no-print-directory -j$(JOBS) all
	@tools/demo.sh

.PHONY: test
test: setup ## every test, with all set-up; ends with "N passed, N failed"
	@$(MAKE) --no-print-directory -j$(JOBS) all units lint share
	@$(MAKE) --no-print-directory -j$(JOBS) SAN=1 build/san/guestkit units helpers
	@$(MAKE) --no-print-directory -j$(JOBS) fuzz-targets
	@tests/run.sh

.PHONY: units helpers
units: $(UNIT)
helpers: $(HELPERS)

.PHONY: check
check: test ## what CI runs: the same as test

.PHONY: bench
bench: setup ## measure, as ratios against other programs in the same run
	@$(MAKE) --no-print-directory -j$(JOBS) all build/bench/validate build/bench/hostcall
	@tests/bench/run.sh
# What measures inside a process.
build/bench/%: $(B)/obj/tests/bench/%.o $(SCANNER_LIB) $(CORE_LIB)
	@mkdir -p $(@D)
	$(call say,link)$(CC) $(CFLAGS) $(LDFLAGS) $^ $(BASE_LIBS) -lpthread -o $@
build/bench/hostcall: $(B)/obj/tests/bench/hostcall.o $(ALL_LIBS)
	@mkdir -p $(@D)
	$(call say,link)$(CXX) $(CXXFLAGS) $(LDFLAGS) $^ $(LIBS) -o $@

.PHONY: bless
bless: all share ## rewrite the expected output of the CLI tests (read the diff)
	@tests/cli/run.sh --bless

# --- form --------------------------------------------------------------------
OURS_C := $(shell git ls-files --cached --others --exclude-standard '*.c' '*.h' '*.cc' 2>/dev/null)
TIDY_C := $(filter %.c,$(filter core/% sdk-c/abi/% scanner/% host-mock/% toolchain/% guestkit.c templates/%,$(filter-out templates/files/% toolchain/helpers/guestkit-opt.c,$(OURS_C))))

.PHONY: fmt
fmt: ## format the sources
	@clang-format -i $(OURS_C)

.PHONY: lint
lint: build/lint/format.ok build/lint/layers.ok build/lint/shell.ok build/lint/gen.ok $(patsubst %.c,build/lint/%.tidy,$(TIDY_C)) ## format, clang-tidy, layers, shellcheck, generated files
build/lint/format.ok: $(OURS_C) .clang-format
	@mkdir -p $(@D)
	$(call say,format)clang-format --dry-run -Werror $(OURS_C) && touch $@
build/lint/layers.ok: $(OURS_C) tools/layers.sh
	@mkdir -p $(@D)
	$(call say,layers)tools/layers.sh && touch $@
build/lint/shell.ok: $(shell git ls-files --cached --others --exclude-standard '*.sh' .ci/run 2>/dev/null)
	@mkdir -p $(@D)
	$(call say,shell)shellcheck $^ && touch $@
build/lint/%.tidy: %.c .clang-tidy
	@mkdir -p $(@D)
	$(call say,tidy)clang-tidy --quiet $< -- $(CPPFLAGS) -std=c17 2>$@.log >$@.out || { cat $@.out; exit 1; }
	@touch $@

# --- generated ---------------------------------------------------------------
$(B)/abigen: $(B)/obj/sdk-c/abi/abigen.o $(CORE_LIB)
	$(call say,link)$(CC) $(CFLAGS) $(SANFLAGS) $^ $(BASE_LIBS) -o $@
# FILE:what abigen is asked to print there.
GENERATED := \
	docs/hosts/cortex-abi.md:reference,cortex \
	docs/hosts/hugind-abi.md:reference,hugind \
	sdk-assemblyscript/assembly/abi/cortex.ts:assemblyscript,cortex,env \
	sdk-assemblyscript/assembly/abi/env.ts:assemblyscript,hugind,env \
	sdk-assemblyscript/assembly/abi/hugind.ts:assemblyscript,hugind,hugind \
	sdk-assemblyscript/assembly/abi/hugind_fs.ts:assemblyscript,hugind,hugind_fs
GENERATED_FILES := $(foreach g,$(GENERATED),$(firstword $(subst :, ,$(g))))
generate = build/abigen $(subst $(comma), ,$(lastword $(subst :, ,$(1))))
.PHONY: gen
gen: build/abigen ## rewrite what is printed from the contract rows
	@mkdir -p $(dir $(GENERATED_FILES))
	@$(foreach g,$(GENERATED),$(call generate,$(g)) > $(firstword $(subst :, ,$(g))) &&) true
build/lint/gen.ok: build/abigen $(GENERATED_FILES)
	@mkdir -p $(@D)
	$(call say,gen)$(foreach g,$(GENERATED),{ $(call generate,$(g)) | cmp -s - $(firstword $(subst :, ,$(g))) || { echo "$(firstword $(subst :, ,$(g))) is stale: make gen" >&2; exit 1; }; } &&) touch $@

# Manual page and completions, from the commands' own tables.
$(B)/clidoc: $(B)/obj/tools/clidoc.o $(ALL_LIBS)
	$(call say,link)$(CXX) $(CXXFLAGS) $(LDFLAGS) $^ $(LIBS) -o $@
SHARE := build/share/guestkit.1 build/share/guestkit.bash build/share/_guestkit build/share/guestkit.fish
.PHONY: share
share: $(SHARE)
build/share/guestkit.1: build/clidoc
	@mkdir -p $(@D)
	$(call say,man)build/clidoc man > $@
build/share/guestkit.bash: build/clidoc
	@mkdir -p $(@D)
	$(call say,gen)build/clidoc bash > $@
build/share/_guestkit: build/clidoc
	@mkdir -p $(@D)
	$(call say,gen)build/clidoc zsh > $@
build/share/guestkit.fish: build/clidoc
	@mkdir -p $(@D)
	$(call say,gen)build/clidoc fish > $@

# --- installing --------------------------------------------------------------
D := $(DESTDIR)$(PREFIX)
.PHONY: install
install: all share ## install under PREFIX (/usr/local); DESTDIR is honoured
	install -d $(D)/bin $(D)/libexec/guestkit $(D)/share/guestkit/lib $(D)/share/guestkit/docs/schema $(D)/share/man/man1 $(D)/share/bash-completion/completions $(D)/share/zsh/site-functions $(D)/share/fish/vendor_completions.d
	install -m 755 build/guestkit $(D)/bin/
	install -m 755 $(HELPERS) $(D)/libexec/guestkit/
	install -m 644 $(WASM_LIBS) $(D)/share/guestkit/lib/
	install -d $(D)/share/guestkit/sdk-c/include/guestkit
	install -m 644 sdk-c/include/guestkit/*.h $(D)/share/guestkit/sdk-c/include/guestkit/
	install -d $(D)/share/guestkit/sdk-assemblyscript
	cp -R build/npm/sdk-assemblyscript/node_modules $(D)/share/guestkit/sdk-assemblyscript/
	chmod -R u=rwX,go=rX $(D)/share/guestkit/sdk-assemblyscript
	install -m 644 docs/schema/*.json $(D)/share/guestkit/docs/schema/
	cd templates && find files -type f -exec install -D -m 644 {} $(abspath $(D))/share/guestkit/templates/{} \;
	install -m 644 build/share/guestkit.1 $(D)/share/man/man1/
	install -m 644 build/share/guestkit.bash $(D)/share/bash-completion/completions/guestkit
	install -m 644 build/share/_guestkit $(D)/share/zsh/site-functions/
	install -m 644 build/share/guestkit.fish $(D)/share/fish/vendor_completions.d/

.PHONY: clean
clean: ## remove everything that was made
	rm -rf build

.PHONY: help
help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | sort | expand -t 12

-include $(shell find build -path build/npm -prune -o -name '*.d' -type f -print 2>/dev/null)
