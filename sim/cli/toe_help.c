/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/cli/toe_help.h"

#include <string.h>

enum { COLUMN = 25, WIDTH = 100 };

typedef struct toe_command_help {
  const char *name, *files, *text;
  bool is_supported;
} toe_command_help_t;

static const toe_command_help_t COMMANDS[TOE_COMMANDS] = {
#define X(id, name, supported, files, min, max, text) {name, files, text, supported},
    TOE_COMMAND_LIST(X)
#undef X
};

/* What a command's help says between its first line and its options, and after them. */
static const char *command_story(toe_command_t command) {
  switch (command) {
    case TOE_COMMAND_RUN:
      return "The trace is a scenario (JSON Lines) or a packed trace (pcapng), gzip or not; its content tells. The\n"
             "table of objects and the exhaustion report go to stdout, everything else to stderr. What the trace\n"
             "says it expects is checked. --fault is as if the trace had that \"fault\" wherever it\n"
             "offloads the object.\n";
    case TOE_COMMAND_TEST:
      return "Directories are searched for *.jsonl, *.pcapng and *.pcapng.gz, in order of their names;\n"
             "directories named bad/ and captures/ are passed over on the way (name them to have them). Each\n"
             "trace runs in a process of its own. Exit code 1 if any failed, else 3 if any was no good trace.\n";
    case TOE_COMMAND_IMPORT:
      return "Connections seen on a wire become requests to offload their neighbors, paths and TCP states.\n"
             "Nobody captured such requests: the trace is a reconstruction of what a host might have asked.\n";
    case TOE_COMMAND_WHY:
      return "Replays the trace on the model and prints what the object waited for on its way from the doorbell\n"
             "to its decision, result and completion: segments without a gap. Of a denial it says who held the\n"
             "pool, and the smallest change of one key that turns it, found by runs; --engine rtl confirms both\n"
             "there. Exit code 1 if the RTL says otherwise, 2 if the trace names no such object or request.\n";
    case TOE_COMMAND_PACK:
      return "Every line is checked as `run` would. -o NAME.pcapng.gz compresses. Nothing is lost: `unpack`\n"
             "gives the same bytes.\n";
    case TOE_COMMAND_UNPACK:
      return "";
    case TOE_COMMAND_INFO:
      return "";
    case TOE_COMMAND_GEN:
      return "Nothing of it was ever on a wire. The same words give the same bytes, on any machine.\n"
             "\n"
             "  steady   Connections come at --rate, each in its own time, stay for --lifetime and are terminated:\n"
             "           rate times lifetime of them are there at a time, and never more than --live.\n"
             "  trees    Rounds of --in-flight requests with --batch connections each, as fast as the driver takes\n"
             "           them; between two rounds everything is terminated. Loads the link.\n"
             "\n"
             "A neighbor or path is offloaded with the first connection that needs it and goes with the last\n"
             "request. More connections at a time than tcp.entries, more paths than path.entries, more neighbors\n"
             "than neighbor.entries are made too: they will be denied.\n";
    case TOE_COMMAND_CONFIG:
      return "With options: the values a run with them would have, and what set them.\n";
    default:
      return "";
  }
}

static const char *command_examples(toe_command_t command) {
  switch (command) {
    case TOE_COMMAND_RUN:
      return "  toesim run traces/statuses/s0-example.jsonl\n"
             "  toesim run big.pcapng.gz --engine model --set tcp.entries=200 --report report.json\n"
             "  toesim run traces/statuses/s0-example.jsonl --fault T1=rejected\n"
             "  toesim run big.pcapng.gz --gate 'pools.tcp.denied==0' --junit ci.xml\n"
             "  toesim run odd.jsonl --engine rtl --wave odd.fst --wave-cycles 4000:6000\n";
    case TOE_COMMAND_TEST:
      return "  toesim test traces -j 2\n"
             "  toesim test traces/statuses --engine model --junit ci.xml\n"
             "  toesim test traces --shard 2/4\n";
    case TOE_COMMAND_IMPORT:
      return "  toesim import wire.pcap.gz -o wire.pcapng.gz --host 10.1.0.1\n"
             "  toesim import wire.pcapng -o moment.jsonl --when at:2.5\n";
    case TOE_COMMAND_WHY:
      return "  toesim why traces/statuses/s0-example.jsonl T1\n"
             "  toesim why big.pcapng.gz T201 --set tcp.entries=200 --engine rtl\n"
             "  toesim why odd.jsonl T1 --request r7 --json why.json\n";
    case TOE_COMMAND_PACK:
      return "  toesim pack odd.jsonl -o odd.pcapng.gz\n";
    case TOE_COMMAND_UNPACK:
      return "  toesim unpack odd.pcapng.gz | less\n"
             "  toesim unpack odd.pcapng.gz -o odd.jsonl\n";
    case TOE_COMMAND_INFO:
      return "  toesim info traces/statuses/s0-example.jsonl\n";
    case TOE_COMMAND_GEN:
      return "  toesim gen steady -o day.pcapng.gz\n"
             "  toesim gen steady --connections 1000000 --lifetime uniform:5ms --batch 16 -o "
             "big.jsonl.gz\n"
             "  toesim gen trees --connections 65536 --batch 256 --in-flight 4 -o link.jsonl\n"
             "  toesim run link.jsonl --engine rtl --detail summary\n";
    case TOE_COMMAND_CONFIG:
      return "  toesim config\n"
             "  toesim config --profile tiny --set tcp.entries=8\n";
    default:
      return "";
  }
}

/* `text` from the current column on, broken between words, further lines indented to COLUMN. */
static void write_wrapped(const char *text, FILE *out) {
  size_t column = COLUMN;
  while (*text != '\0') {
    const size_t word = strcspn(text, " ");
    if (column > COLUMN && column + 1 + word > WIDTH) {
      fprintf(out, "\n%*s", COLUMN, "");
      column = COLUMN;
    } else if (column > COLUMN) {
      fputc(' ', out);
      ++column;
    }
    fprintf(out, "%.*s", (int)word, text);
    column += word;
    text += word;
    while (*text == ' ') ++text;
  }
  fputc('\n', out);
}

static void write_option(const char *name, char letter, const char *argument, const char *text, FILE *out) {
  int length = letter != 0 ? fprintf(out, "  -%c, --%s", letter, name) : fprintf(out, "  --%s", name);
  if (argument != NULL) length += fprintf(out, " %s", argument);
  if (length >= COLUMN) {
    fprintf(out, "\n%*s", COLUMN, "");
  } else {
    fprintf(out, "%*s", COLUMN - length, "");
  }
  write_wrapped(text, out);
}

void toe_help_write(FILE *out) {
  fputs(
      "toesim - a simulator of a network card that offloads TCP connections (chimney)\n"
      "\n"
      "It replays what a host asked of the card, on a C model, on the card's RTL, or on both in tandem,\n"
      "and says object by object what became of it, and when which resource ran out.\n"
      "\n"
      "Commands\n",
      out);
  for (int i = 0; i < TOE_COMMANDS; ++i) {
    if (!COMMANDS[i].is_supported) continue;
    const int length = fprintf(out, "  %s %s", COMMANDS[i].name, COMMANDS[i].files);
    fprintf(out, "%*s%s\n", length < COLUMN ? COLUMN - length : 1, "", COMMANDS[i].text);
  }
  fputs(
      "\n"
      "Begin with\n"
      "  toesim run traces/statuses/s0-example.jsonl       a request, and six answers\n"
      "  toesim run FILE --set tcp.entries=8               what a smaller card would have said\n"
      "  toesim help run                                   all options of a command\n"
      "\n"
      "Exit codes\n"
      "  0 all as expected   1 an expectation or gate failed, or the engines differ   2 wrong usage\n"
      "  3 bad input, or not supported in this version   4 the device hung, or an internal fault\n"
      "  130 interrupted (a partial report is written)\n",
      out);
}

void toe_help_write_command(toe_command_t command, FILE *out) {
  if (command >= TOE_COMMANDS || command == TOE_COMMAND_HELP) {
    toe_help_write(out);
    return;
  }
  const toe_command_help_t *help = &COMMANDS[command];
  fprintf(out, "toesim %s%s%s - %s\n", help->name, help->files[0] != '\0' ? " " : "", help->files, help->text);
  if (!help->is_supported) {
    fputs("\nNot supported in this version.\n", out);
    return;
  }
  const char *story = command_story(command);
  if (story[0] != '\0') fprintf(out, "\n%s", story);
  fputs("\nOptions\n", out);
#define TOE_OPTION(id, name, letter, argument, commands, supported, text) \
  if ((supported) && ((commands)&TOE_BIT(command)) != 0) write_option(name, letter, argument, text, out);
#include "sim/cli/options.def"
  const char *examples = command_examples(command);
  if (examples[0] != '\0') fprintf(out, "\nExamples\n%s", examples);
}
