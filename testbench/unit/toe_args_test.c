/* SPDX-License-Identifier: Apache-2.0
 *
 * The command line.  The program's files are no library, so the file under test is included.
 */
#include "sim/cli/toe_args.c"

#include "testbench/shim/toe_test.h"

enum { WORDS_MAX = 16 };

/* Parse a command line of words apart by one blank ("toesim" before them is added). */
typedef struct line {
  char text[256];
  char *words[WORDS_MAX + 2];
  toe_args_t args;
  toe_error_t error;
} line_t;

static toe_result_t parse(line_t *line, const char *text) {
  static char program[] = "toesim";
  *line = (line_t){.words = {program}};
  int count = 1;
  strcpy(line->text, text);
  for (char *word = strtok(line->text, " "); word != NULL && count <= WORDS_MAX; word = strtok(NULL, " ")) {
    line->words[count++] = word;
  }
  toe_test_note("%s", text);
  return toe_args_parse(count, line->words, &line->args, &line->error);
}

TOE_TEST(args, gives_defaults_of_run) {
  line_t line;
  TOE_ASSERT_EQ(parse(&line, "run a.jsonl"), TOE_OK);
  TOE_EXPECT_EQ(line.args.command, TOE_COMMAND_RUN);
  TOE_EXPECT_EQ(line.args.file_count, 1);
  TOE_EXPECT_STR(line.args.files[0], "a.jsonl");
  TOE_EXPECT_EQ(line.args.engine, TOE_ENGINE_TANDEM);
  TOE_EXPECT_EQ(line.args.pace.kind, TOE_PACE_TRACE);
  TOE_EXPECT_EQ(line.args.seed, 1);
  TOE_EXPECT_EQ(line.args.progress, TOE_WHEN_AUTO);
  TOE_EXPECT(line.args.report_path == NULL && line.args.wave_path == NULL && line.args.detail == NULL);
  TOE_EXPECT_EQ(line.args.wave_auto, 2000);
  toe_args_free(&line.args);
}

TOE_TEST(args, takes_every_option_of_run) {
  line_t line;
  TOE_ASSERT_EQ(parse(&line, "run --engine rtl --config c.json --profile tiny --set a=1 --pace x10 a.jsonl --set b=2"),
                TOE_OK);
  TOE_EXPECT_EQ(line.args.engine, TOE_ENGINE_RTL);
  TOE_EXPECT_STR(line.args.config_path, "c.json");
  TOE_EXPECT_STR(line.args.profile, "tiny");
  TOE_ASSERT_EQ(line.args.set_count, 2);
  TOE_EXPECT_STR(line.args.sets[0], "a=1");
  TOE_EXPECT_STR(line.args.sets[1], "b=2");
  TOE_EXPECT_EQ(line.args.pace.kind, TOE_PACE_TIMES);
  TOE_EXPECT_EQ(line.args.pace.factor, 10);
  TOE_EXPECT_STR(line.args.files[0], "a.jsonl");
  toe_args_free(&line.args);

  TOE_ASSERT_EQ(
      parse(&line, "run a --seed 18446744073709551615 --gate x==1 --gate y<=2 --report r --detail summary -q"), TOE_OK);
  TOE_EXPECT_EQ(line.args.seed, UINT64_MAX);
  TOE_ASSERT_EQ(line.args.gate_count, 2);
  TOE_EXPECT_STR(line.args.gates[1], "y<=2");
  TOE_EXPECT_EQ(line.args.fault_count, 0);
  TOE_EXPECT_STR(line.args.report_path, "r");
  TOE_EXPECT_STR(line.args.detail, "summary");
  TOE_EXPECT(line.args.is_quiet && !line.args.is_verbose);
  toe_args_free(&line.args);

  TOE_ASSERT_EQ(parse(&line, "run a --fault T1=internal --fault P=rejected"), TOE_OK);
  TOE_ASSERT_EQ(line.args.fault_count, 2);
  TOE_EXPECT_STR(line.args.faults[0], "T1=internal");
  TOE_EXPECT_STR(line.args.faults[1], "P=rejected");
  toe_args_free(&line.args);

  TOE_ASSERT_EQ(parse(&line, "run a --objects o --junit j --wave w --wave-cycles 10:0x20 --progress never -v"), TOE_OK);
  TOE_EXPECT_STR(line.args.objects_path, "o");
  TOE_EXPECT_STR(line.args.junit_path, "j");
  TOE_EXPECT_STR(line.args.wave_path, "w");
  TOE_EXPECT_EQ(line.args.wave_begin, 10);
  TOE_EXPECT_EQ(line.args.wave_end, 32);
  TOE_EXPECT_EQ(line.args.progress, TOE_WHEN_NEVER);
  TOE_EXPECT(line.args.is_verbose);
  toe_args_free(&line.args);
}

TOE_TEST(args, takes_windows_of_waveforms) {
  line_t line;
  TOE_ASSERT_EQ(parse(&line, "run a --wave w --wave-cycles 7:"), TOE_OK);
  TOE_EXPECT(line.args.wave_begin == 7 && line.args.wave_end == TOE_CYCLE_NEVER);
  toe_args_free(&line.args);
  TOE_ASSERT_EQ(parse(&line, "run a --wave w --wave-cycles :7"), TOE_OK);
  TOE_EXPECT(line.args.wave_begin == 0 && line.args.wave_end == 7);
  toe_args_free(&line.args);
  TOE_ASSERT_EQ(parse(&line, "run a --wave-auto 1000000"), TOE_OK);
  TOE_EXPECT_EQ(line.args.wave_auto, 1000000);
  toe_args_free(&line.args);
  TOE_ASSERT_EQ(parse(&line, "run a --engine model --wave-auto off"), TOE_OK);
  TOE_EXPECT_EQ(line.args.wave_auto, 0);
  toe_args_free(&line.args);
  TOE_ASSERT_EQ(parse(&line, "test a"), TOE_OK);
  TOE_EXPECT_EQ(line.args.wave_auto, 0);
  toe_args_free(&line.args);
  TOE_ASSERT_EQ(parse(&line, "test a --wave-auto 5"), TOE_OK);
  TOE_EXPECT_EQ(line.args.wave_auto, 5);
  toe_args_free(&line.args);
}

TOE_TEST(args, takes_options_of_other_commands) {
  line_t line;
  TOE_ASSERT_EQ(parse(&line, "test a b c -j 4 --shard 2/3"), TOE_OK);
  TOE_EXPECT_EQ(line.args.file_count, 3);
  TOE_EXPECT_EQ(line.args.jobs, 4);
  TOE_EXPECT_EQ(line.args.shard_index, 2);
  TOE_EXPECT_EQ(line.args.shard_count, 3);
  toe_args_free(&line.args);

  TOE_ASSERT_EQ(
      parse(&line, "import c.pcap -o t --host a --host b --when at:2 --batch-ns 5 --request-tcp 7 --no-frames"),
      TOE_OK);
  TOE_EXPECT_STR(line.args.output_path, "t");
  TOE_EXPECT_EQ(line.args.host_count, 2);
  TOE_EXPECT_STR(line.args.when, "at:2");
  TOE_EXPECT_EQ(line.args.batch_ns, 5);
  TOE_EXPECT_EQ(line.args.request_tcp, 7);
  TOE_EXPECT(line.args.without_frames);
  toe_args_free(&line.args);
}

TOE_TEST(args, knows_help_and_version) {
  line_t line;
  TOE_ASSERT_EQ(parse(&line, "--help"), TOE_OK);
  TOE_EXPECT_EQ(line.args.command, TOE_COMMAND_HELP);
  TOE_ASSERT_EQ(parse(&line, "help run"), TOE_OK);
  TOE_EXPECT_STR(line.args.files[0], "run");
  TOE_ASSERT_EQ(parse(&line, "--version"), TOE_OK);
  TOE_EXPECT_EQ(line.args.command, TOE_COMMAND_VERSION);
  /* --help wants no trace */
  TOE_ASSERT_EQ(parse(&line, "run --help"), TOE_OK);
  TOE_EXPECT(line.args.has_help);
}

static void expect_refused(const char *text, toe_result_t result, const char *part) {
  line_t line;
  TOE_EXPECT_EQ(parse(&line, text), result);
  TOE_EXPECT_HAS(line.error.text, part);
  toe_args_free(&line.args);
}

TOE_TEST(args_bad, refuses_wrong_usage) {
  expect_refused("", TOE_E_ARG, "no command");
  expect_refused("fly", TOE_E_ARG, "no command 'fly'");
  expect_refused("--fly", TOE_E_ARG, "unknown option --fly");
  expect_refused("help fly", TOE_E_ARG, "no command 'fly'");
  expect_refused("run", TOE_E_ARG, "run needs TRACE");
  expect_refused("test", TOE_E_ARG, "test needs DIR|TRACE...");
  expect_refused("run a b", TOE_E_ARG, "unexpected argument 'b'");
  expect_refused("config a", TOE_E_ARG, "unexpected argument 'a'");
  expect_refused("run a --fly", TOE_E_ARG, "--fly");
  expect_refused("run a -x", TOE_E_ARG, "unknown option -x");
  expect_refused("run a --report", TOE_E_ARG, "--report needs an argument");
  expect_refused("run a --quiet=1", TOE_E_ARG, "--quiet takes no argument");
  expect_refused("run a -j 2", TOE_E_ARG, "run has no option --jobs");
  expect_refused("pack a", TOE_E_ARG, "pack needs -o FILE");
  expect_refused("pack a -o b --gate x==1", TOE_E_ARG, "pack has no option --gate");
}

TOE_TEST(args_bad, refuses_wrong_values) {
  expect_refused("run a --engine fpga", TOE_E_ARG, "model, rtl and tandem");
  expect_refused("run a --pace fast", TOE_E_ARG, "'fast'");
  expect_refused("run a --pace x0", TOE_E_ARG, "'x0'");
  expect_refused("run a --pace x1000001", TOE_E_ARG, "x1000001");
  expect_refused("run a --seed -1", TOE_E_ARG, "--seed");
  expect_refused("run a --seed 18446744073709551616", TOE_E_ARG, "--seed");
  expect_refused("run a --seed 1x", TOE_E_ARG, "--seed");
  expect_refused("run a --detail much", TOE_E_ARG, "--detail");
  expect_refused("run a --progress 1", TOE_E_ARG, "auto, always and never");
  expect_refused("run a --wave w --wave-cycles 5:5", TOE_E_ARG, "--wave-cycles");
  expect_refused("run a --wave w --wave-cycles 5", TOE_E_ARG, "--wave-cycles");
  expect_refused("run a --wave w --wave-cycles :", TOE_E_ARG, "--wave-cycles");
  expect_refused("run a --wave w --wave-cycles :0", TOE_E_ARG, "--wave-cycles");
  expect_refused("run a --wave w --wave-cycles 18446744073709551615:", TOE_E_ARG, "--wave-cycles");
  expect_refused("run a --wave w --wave-cycles 000000000000000000000000000000001:", TOE_E_ARG, "--wave-cycles");
  expect_refused("run a --wave-cycles 5:", TOE_E_ARG, "needs --wave");
  expect_refused("run a --wave-auto 0", TOE_E_ARG, "--wave-auto");
  expect_refused("run a --wave-auto 1000001", TOE_E_ARG, "--wave-auto");
  expect_refused("run a --wave-auto never", TOE_E_ARG, "--wave-auto");
  expect_refused("run a --engine model --wave-auto 1", TOE_E_ARG, "no waves");
  expect_refused("run a --wave-cycles 5:6", TOE_E_ARG, "needs --wave");
  expect_refused("run a --engine model --wave w", TOE_E_ARG, "no waves");
  expect_refused("test a -j 0", TOE_E_ARG, "--jobs");
  expect_refused("test a --shard 0/2", TOE_E_ARG, "--shard");
  expect_refused("test a --shard 3/2", TOE_E_ARG, "--shard");
  expect_refused("test a --shard 1", TOE_E_ARG, "--shard");
}

TOE_TEST(args, asks_the_model_why_unless_told_otherwise) {
  line_t line;
  TOE_ASSERT_EQ(parse(&line, "why a.jsonl T1 --request r7 --json w.json --set tcp.entries=4"), TOE_OK);
  TOE_EXPECT_EQ(line.args.engine, TOE_ENGINE_MODEL);
  TOE_ASSERT_EQ(line.args.file_count, 2);
  TOE_EXPECT_STR(line.args.files[1], "T1");
  TOE_EXPECT_STR(line.args.request, "r7");
  TOE_EXPECT_STR(line.args.json_path, "w.json");
  toe_args_free(&line.args);
  TOE_ASSERT_EQ(parse(&line, "why a.jsonl T1 --engine rtl"), TOE_OK);
  TOE_EXPECT_EQ(line.args.engine, TOE_ENGINE_RTL);
  toe_args_free(&line.args);
  expect_refused("why a", TOE_E_ARG, "why needs TRACE OBJECT");
  expect_refused("why a b c", TOE_E_ARG, "unexpected argument 'c'");
  expect_refused("why a b --engine tandem", TOE_E_ARG, "--engine");
  expect_refused("run a --json x", TOE_E_ARG, "run has no option --json");
}

/* What is promised for later ends with exit code 3, not 2. */
TOE_TEST(args_bad, says_what_is_not_supported) {
  expect_refused("size a", TOE_E_UNSUPPORTED, "size: not supported in this version");
  expect_refused("diff a b", TOE_E_UNSUPPORTED, "not supported");
  expect_refused("campaign run", TOE_E_UNSUPPORTED, "not supported");
  expect_refused("run a --html x", TOE_E_UNSUPPORTED, "--html: not supported in this version");
  expect_refused("run a --perfetto x", TOE_E_UNSUPPORTED, "not supported");
}

TOE_TEST(args_bad, keeps_the_junit_path_of_a_wrong_line) {
  line_t line;
  TOE_EXPECT_EQ(parse(&line, "run a --pace fast --junit j.xml"), TOE_E_ARG);
  TOE_EXPECT_HAS(line.error.text, "--pace");
  TOE_EXPECT_STR(line.args.junit_path, "j.xml");
  toe_args_free(&line.args);
}
