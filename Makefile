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
SAN ?=
B := build$(if $(SAN),/san)
SANFLAGS := $(if $(SAN),-fsanitize=address$(comma)undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
comma := ,
OPT ?= $(if $(SAN),-O1,-O2)

WARN := -Wall -Wextra -Werror -Wshadow -Wvla -Wpointer-arith $(if $(findstring clang,$(CC)),,-Wno-format-truncation)
CPPFLAGS += -I. -Isdk-c -D_GNU_SOURCE -DGK_VERSION='"$(VERSION)"'
CFLAGS += -std=c17 $(OPT) -g $(WARN) -Wstrict-prototypes -Wmissing-prototypes -ffunction-sections -fdata-sections $(SANFLAGS)
CXXFLAGS += -std=c++17 $(OPT) -g $(WARN) -ffunction-sections -fdata-sections $(SANFLAGS)
LDFLAGS += $(SANFLAGS) -Wl,--gc-sections $(if $(SAN),,-static-libstdc++ -static-libgcc)
ENGINE_LIBS := -l:libwabt.a
BASE_LIBS := -lcjson -l:libcrypto.a
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
all: $(B)/guestkit $(HELPERS) wasm-libs

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
WASM_CFLAGS := --target=wasm32-wasi -std=c17 -Os -g -Wall -Wextra -Werror -Isdk-c/include -fno-delete-null-pointer-checks -ffunction-sections -fdata-sections -mno-bulk-memory
WASM_OUT := build/lib
# Each folder sdk-c/src/NAME becomes lib/libguestkit-NAME.a; one object a file.
WASM_LIB_DIRS := $(patsubst sdk-c/src/%/,%,$(sort $(dir $(wildcard sdk-c/src/*/*.c))))
WASM_LIBS := $(patsubst %,$(WASM_OUT)/libguestkit-%.a,$(WASM_LIB_DIRS))

.PHONY: wasm-libs
wasm-libs: $(WASM_LIBS)

build/wasm/%.o: %.c
	@mkdir -p $(@D)
	$(call say,clang)$(CLANG) $(WASM_CFLAGS) -MMD -MP -c $< -o $@

define wasm_lib
$(WASM_OUT)/libguestkit-$(1).a: $(patsubst %.c,build/wasm/%.o,$(sort $(wildcard sdk-c/src/$(1)/*.c)))
	@mkdir -p $$(@D)
	@rm -f $$@
	$$(call say,ar)llvm-ar-14 rcs $$@ $$^
endef
$(foreach d,$(WASM_LIB_DIRS),$(eval $(call wasm_lib,$(d))))

# --- tests -------------------------------------------------------------------
UNIT := $(patsubst tests/unit/%.c,$(B)/tests/%,$(sort $(wildcard tests/unit/test_*.c)))
$(B)/tests/%: $(B)/obj/tests/unit/%.o $(ALL_LIBS)
	@mkdir -p $(@D)
	$(call say,c++)$(CXX) $(CXXFLAGS) $(LDFLAGS) $< $(ALL_LIBS) $(LIBS) -lcmocka -o $@

.PHONY: unit
unit: $(UNIT) ## run the cmocka unit tests (TEST=name for one)
	@set -e; for t in $(if $(TEST),$(B)/tests/test_$(TEST),$(UNIT)); do $$t; done

# libFuzzer targets: tests/fuzz/fuzz_NAME.c with its seeds in tests/fuzz/corpus/NAME
FUZZ := $(patsubst tests/fuzz/fuzz_%.c,build/fuzz/fuzz_%,$(sort $(wildcard tests/fuzz/fuzz_*.c)))
FUZZ_FLAGS := -g -O1 -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
build/fuzz/obj/%.o: %.c
	@mkdir -p $(@D)
	$(call say,clang)$(CLANG) $(CPPFLAGS) -std=c17 $(FUZZ_FLAGS) -MMD -MP -c $< -o $@
FUZZ_ROOM_OBJ := $(patsubst %.c,build/fuzz/obj/%.o,$(call room_c,core) $(call room_c,sdk-c/abi) $(call room_c,scanner))
build/fuzz/fuzz_%: build/fuzz/obj/tests/fuzz/fuzz_%.o $(FUZZ_ROOM_OBJ)
	@mkdir -p $(@D)
	$(call say,clang)$(CLANG) -g -fsanitize=fuzzer,address,undefined $^ $(BASE_LIBS) -lpthread -o $@

.PHONY: clean
clean: ## remove everything that was made
	rm -rf build

.PHONY: help
help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | sort | expand -t 12

-include $(shell find build -name '*.d' 2>/dev/null)
