# SPDX-License-Identifier: Apache-2.0
#
# Tests that are not unit tests.  Each gets the tree and the build by environment:
#   TOE_SOURCE_DIRECTORY, TOE_BUILD_DIRECTORY, TOESIM (the program).
# Labels: unit, dist, rtl, cli, sysc, traces, random, mutation, bench, perf, and long, which scripts/test.sh leaves out
# without --long.  `ctest --preset release -L dist` runs one kind.

function(toe_add_test name label)
  add_test(NAME ${name} COMMAND ${ARGN} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  set_tests_properties(
    ${name} PROPERTIES LABELS ${label} TIMEOUT 900 ENVIRONMENT
    "TOE_SOURCE_DIRECTORY=${CMAKE_SOURCE_DIR};TOE_BUILD_DIRECTORY=${CMAKE_BINARY_DIR};TOESIM=${CMAKE_BINARY_DIR}/toesim")
endfunction()

# The tree tests itself: one script, one test.
file(GLOB scripts CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/testbench/dist/check_*.sh)
foreach(script ${scripts})
  get_filename_component(name ${script} NAME_WE)
  toe_add_test(dist.${name} dist sh ${script})
endforeach()
set_tests_properties(dist.check_tidy PROPERTIES COST 1000) # minutes in a clean clone: it begins first

# The program as its users call it.
file(GLOB scripts CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/testbench/cli/*.sh)
list(FILTER scripts EXCLUDE REGEX "/lib\\.sh$") # what they share
foreach(script ${scripts})
  get_filename_component(name ${script} NAME_WE)
  toe_add_test(cli.${name} cli sh ${script})
endforeach()

# The NIC module in a platform that is not ours.
add_executable(toe_platform_test testbench/sysc/toe_platform_test.cpp sim/sysc/toe_conductor.cpp
                                 sim/sysc/toe_nic_module.cpp)
target_link_libraries(toe_platform_test PRIVATE toe_bridge PkgConfig::SYSTEMC)
toe_add_test(sysc.platform sysc sh testbench/sysc/platform.sh ${CMAKE_BINARY_DIR}/toe_platform_test)

# The wires of two NICs that meet.
add_executable(toe_wire_port_test testbench/sysc/toe_wire_port_test.cpp sim/sysc/toe_conductor.cpp
                                  sim/sysc/toe_nic_module.cpp)
target_link_libraries(toe_wire_port_test PRIVATE toe_bridge PkgConfig::SYSTEMC)
toe_add_test(sysc.wire_port sysc sh testbench/sysc/platform.sh ${CMAKE_BINARY_DIR}/toe_wire_port_test)

# Two NICs with a driver each: 802.3ad failover.
add_executable(toe_failover_test testbench/sysc/toe_failover_test.cpp sim/sysc/toe_conductor.cpp
                                 sim/sysc/toe_nic_module.cpp)
target_link_libraries(toe_failover_test PRIVATE toe_sim PkgConfig::SYSTEMC)
toe_add_test(sysc.failover sysc sh testbench/sysc/failover.sh ${CMAKE_BINARY_DIR}/toe_failover_test)

# Paths of objects over whole traces.
add_executable(toe_why_paths testbench/why/toe_why_paths.c)
target_link_libraries(toe_why_paths PRIVATE toe_program)
toe_add_test(why.paths random sh testbench/why/paths.sh ${CMAKE_BINARY_DIR} 60 1)

# Faults planted in copies of the sources: the tandem must notice.
file(GLOB scripts CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/testbench/mutation/*.sh)
list(FILTER scripts EXCLUDE REGEX "/lib\\.sh$")
foreach(script ${scripts})
  get_filename_component(name ${script} NAME_WE)
  toe_add_test(mutation.${name} mutation sh ${script})
endforeach()

# Every shipped trace against its expectations, on each engine alone and on both side by side.
foreach(engine model rtl tandem)
  toe_add_test(traces.${engine} traces ${CMAKE_BINARY_DIR}/toesim test traces --engine ${engine})
endforeach()

# RTL: lint, synthesis, a bench per leaf module.
foreach(goal lint synth leaves)
  toe_add_test(rtl.${goal} rtl make --no-print-directory -f Makefile.verilator ${goal} BUILD=${CMAKE_BINARY_DIR}/rtl)
endforeach()

# Instructions of fixed workloads.
toe_add_test(perf.instructions perf sh testbench/perf/instructions.sh)
set_tests_properties(perf.instructions PROPERTIES SKIP_RETURN_CODE 77) # recorded with another compiler

# Random trees, both engines, every status foretold, under every kind of link.
toe_add_test(random.trees random sh testbench/random/random_trees.sh ${CMAKE_BINARY_DIR} 10000 1)
toe_add_test(random.trees_long long sh testbench/random/random_trees.sh ${CMAKE_BINARY_DIR} 200000 1000)
set_tests_properties(random.trees_long PROPERTIES TIMEOUT 14400)
toe_add_test(random.trips random sh testbench/random/round_trips.sh ${CMAKE_BINARY_DIR} 10000 1)
toe_add_test(random.trips_long long sh testbench/random/round_trips.sh ${CMAKE_BINARY_DIR} 100000 1000)
set_tests_properties(random.trips_long PROPERTIES TIMEOUT 14400)
toe_add_test(random.receive random sh testbench/random/random_receive.sh ${CMAKE_BINARY_DIR} 20 1 tandem 300 forward)
toe_add_test(random.receive_small random sh testbench/random/random_receive.sh ${CMAKE_BINARY_DIR} 2000 5000 tandem 40 forward)
toe_add_test(random.receive_long long sh testbench/random/random_receive.sh ${CMAKE_BINARY_DIR} 2000 1000 tandem 300 forward)
set_tests_properties(random.receive_long PROPERTIES TIMEOUT 14400)
toe_add_test(random.given_again random sh testbench/random/given_again.sh ${CMAKE_BINARY_DIR})
toe_add_test(random.oracle_traces random sh testbench/random/oracle_traces.sh ${CMAKE_BINARY_DIR})
toe_add_test(random.shrink random sh testbench/random/shrink_test.sh ${CMAKE_BINARY_DIR})

# Does the model tell the RTL's cycles, under every kind of link and limit, in tandem and in separate runs?
toe_add_test(random.exact random sh testbench/random/exact.sh ${CMAKE_BINARY_DIR} short 1)
toe_add_test(random.exact_long long sh testbench/random/exact.sh ${CMAKE_BINARY_DIR} long 1000)
set_tests_properties(random.exact_long PROPERTIES TIMEOUT 14400)
# The frame parser of the model against a second one.
toe_add_test(random.frames random ${CMAKE_BINARY_DIR}/toe_frame_fuzz 1 2000000)
toe_add_test(random.frames_long long ${CMAKE_BINARY_DIR}/toe_frame_fuzz 10000000 200000000)

# Both engines, and the RTL with and without jumps, under a host that does whatever the seam allows.
foreach(mode engines jumps)
  toe_add_test(random.seam_${mode} random ${CMAKE_BINARY_DIR}/toe_seam_fuzz 1 150 ${mode})
  toe_add_test(random.seam_${mode}_long long ${CMAKE_BINARY_DIR}/toe_seam_fuzz 1000 5000 ${mode})
  toe_add_test(random.seam_${mode}_frames_long long ${CMAKE_BINARY_DIR}/toe_seam_fuzz 1000 5000 ${mode} frames)
  set_tests_properties(random.seam_${mode}_long random.seam_${mode}_frames_long PROPERTIES TIMEOUT 14400)
endforeach()
# With frames too: these seeds meet everything that can become of a frame.
toe_add_test(random.seam_engines_frames random ${CMAKE_BINARY_DIR}/toe_seam_fuzz 1 90 engines frames)
toe_add_test(random.seam_jumps_frames random ${CMAKE_BINARY_DIR}/toe_seam_fuzz 1 50 jumps frames)

# toebench, small: its figures, their counts and targets, not their times.
toe_add_test(bench.short bench sh testbench/bench/short.sh)
