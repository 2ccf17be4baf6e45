/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/cli/toe_args.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

typedef struct toe_command_info {
  const char *name;
  bool is_supported;
  const char *files;
  uint32_t min_files, max_files;
} toe_command_info_t;

static const toe_command_info_t COMMANDS[TOE_COMMANDS] = {
#define X(id, name, supported, files, min, max, text) {name, supported, files, min, max},
    TOE_COMMAND_LIST(X)
#undef X
};

typedef enum toe_option {
#define TOE_OPTION(id, name, letter, argument, commands, supported, text) TOE_OPTION_##id,
#include "sim/cli/options.def"
  TOE_OPTIONS
} toe_option_t;

typedef struct toe_option_info {
  const char *name;
  char letter;
  bool has_argument;
  uint32_t commands;
  bool is_supported;
} toe_option_info_t;

static const toe_option_info_t OPTIONS[TOE_OPTIONS] = {
#define TOE_OPTION(id, name, letter, argument, commands, supported, text) \
  {name, letter, (argument) != NULL, commands, supported},
#include "sim/cli/options.def"
};

const char *toe_command_text(toe_command_t command) { return command < TOE_COMMANDS ? COMMANDS[command].name : "?"; }

toe_command_t toe_command_find(const char *name) {
  for (int i = 0; i < TOE_COMMANDS; ++i) {
    if (strcmp(COMMANDS[i].name, name) == 0) return (toe_command_t)i;
  }
  return TOE_COMMANDS;
}

/* A number of digits only, at most `max`. */
static bool parse_number(const char *text, uint64_t min, uint64_t max, uint64_t *value_out) {
  if (text[0] < '0' || text[0] > '9') return false;
  char *end = NULL;
  errno = 0;
  const unsigned long long value = strtoull(text, &end, text[0] == '0' && text[1] == 'x' ? 16 : 10);
  if (errno != 0 || *end != '\0' || value < min || value > max) return false;
  *value_out = value;
  return true;
}

static toe_result_t parse_small(const char *option, const char *text, uint32_t min, uint32_t max, uint32_t *value_out,
                                toe_error_t *error_out) {
  uint64_t value = 0;
  if (!parse_number(text, min, max, &value)) {
    toe_error_set(error_out, "--%s: '%s' is not a number from %u to %u", option, text, (unsigned)min, (unsigned)max);
    return TOE_E_ARG;
  }
  *value_out = (uint32_t)value;
  return TOE_OK;
}

/* Index of `text` among words; a message that lists them if it is none. */
static toe_result_t parse_word(const char *option, const char *text, const char *const *words, uint32_t count,
                               uint32_t *index_out, toe_error_t *error_out) {
  char list[128] = "";
  for (uint32_t i = 0; i < count; ++i) {
    if (strcmp(words[i], text) == 0) {
      *index_out = i;
      return TOE_OK;
    }
    if (i > 0) strncat(list, i + 1 < count ? ", " : " and ", sizeof list - strlen(list) - 1);
    strncat(list, words[i], sizeof list - strlen(list) - 1);
  }
  toe_error_set(error_out, "--%s: '%s' is none of %s", option, text, list);
  return TOE_E_ARG;
}

static toe_result_t parse_pace(const char *text, toe_args_t *args, toe_error_t *error_out) {
  uint64_t factor = 0;
  args->pace_text = text;
  if (strcmp(text, "trace") == 0) {
    args->pace.kind = TOE_PACE_TRACE;
  } else if (strcmp(text, "asap") == 0) {
    args->pace.kind = TOE_PACE_ASAP;
  } else if (text[0] == 'x' && parse_number(text + 1, 1, 1000000, &factor)) {
    args->pace = (toe_pace_t){TOE_PACE_TIMES, (uint32_t)factor};
  } else {
    toe_error_set(error_out, "--pace: '%s' is none of trace, asap and xN (x1 to x1000000)", text);
    return TOE_E_ARG;
  }
  return TOE_OK;
}

/* "A<separator>B" as two numbers. */
static bool parse_pair(const char *text, char separator, uint64_t *first_out, uint64_t *second_out) {
  char first[32];
  const char *middle = strchr(text, separator);
  if (middle == NULL || (size_t)(middle - text) >= sizeof first) return false;
  memcpy(first, text, (size_t)(middle - text));
  first[middle - text] = '\0';
  return parse_number(first, 0, UINT64_MAX, first_out) && parse_number(middle + 1, 0, UINT64_MAX, second_out);
}

static toe_result_t append(const char *option, const char *text, const char ***list, uint32_t *count,
                           toe_error_t *error_out) {
  if (*count >= TOE_ARGS_MAX) {
    toe_error_set(error_out, "--%s: given more than %d times", option, TOE_ARGS_MAX);
    return TOE_E_ARG;
  }
  const char **grown = realloc(*list, (*count + 1) * sizeof **list);
  if (grown == NULL) return TOE_E_MEMORY;
  grown[(*count)++] = text;
  *list = grown;
  return TOE_OK;
}

static toe_result_t parse_shard(const char *text, toe_args_t *args, toe_error_t *error_out) {
  uint64_t index = 0, count = 0;
  if (!parse_pair(text, '/', &index, &count) || count < 1 || count > 65536 || index < 1 || index > count) {
    toe_error_set(error_out, "--shard: '%s' is not I/N with I from 1 to N", text);
    return TOE_E_ARG;
  }
  args->shard_index = (uint32_t)index;
  args->shard_count = (uint32_t)count;
  return TOE_OK;
}

/* "A:B", "A:" or ":B". */
static toe_result_t parse_wave_cycles(const char *text, toe_args_t *args, toe_error_t *error_out) {
  uint64_t begin = 0, end = TOE_CYCLE_NEVER;
  const size_t bytes = strlen(text);
  bool is_good = bytes > 1;
  if (is_good && text[bytes - 1] == ':') {
    char first[32] = "";
    is_good = bytes <= sizeof first;
    if (is_good) memcpy(first, text, bytes - 1);
    is_good = is_good && parse_number(first, 0, UINT64_MAX, &begin);
  } else if (is_good && text[0] == ':') {
    is_good = parse_number(text + 1, 0, UINT64_MAX, &end);
  } else if (is_good) {
    is_good = parse_pair(text, ':', &begin, &end);
  }
  if (!is_good || begin >= end) {
    toe_error_set(error_out, "--wave-cycles: '%s' is not A:B with A below B, nor A: or :B", text);
    return TOE_E_ARG;
  }
  args->wave_begin = begin;
  args->wave_end = end;
  return TOE_OK;
}

static toe_result_t parse_wave_auto(const char *text, toe_args_t *args, toe_error_t *error_out) {
  args->has_wave_auto = true;
  args->wave_auto = 0;
  if (strcmp(text, "off") == 0 || parse_number(text, 1, TOE_WAVE_AUTO_MAX, &args->wave_auto)) return TOE_OK;
  toe_error_set(error_out, "--wave-auto: '%s' is neither off nor a number from 1 to %u", text, TOE_WAVE_AUTO_MAX);
  return TOE_E_ARG;
}

/* Options with a value that is a word or number. */
static toe_result_t take_value(toe_option_t option, const char *value, toe_args_t *args, toe_error_t *error_out) {
  static const char *const ENGINES[] = {"model", "rtl", "tandem"};
  static const char *const DETAILS[] = {"objects", "requests", "summary"};
  static const char *const WHENS[] = {"auto", "always", "never"};
  const char *name = OPTIONS[option].name;
  uint32_t word = 0;
  toe_result_t result = TOE_OK;
  switch (option) {
    case TOE_OPTION_ENGINE:
      result = parse_word(name, value, ENGINES, 3, &word, error_out);
      args->engine = (toe_engine_t)word;
      return result;
    case TOE_OPTION_DETAIL:
      args->detail = value;
      return parse_word(name, value, DETAILS, 3, &word, error_out);
    case TOE_OPTION_PROGRESS:
      result = parse_word(name, value, WHENS, 3, &word, error_out);
      args->progress = (toe_when_t)word;
      return result;
    case TOE_OPTION_PACE:
      return parse_pace(value, args, error_out);
    case TOE_OPTION_SEED:
      if (parse_number(value, 0, UINT64_MAX, &args->seed)) return TOE_OK;
      toe_error_set(error_out, "--seed: '%s' is not a number from 0 to 2^64-1", value);
      return TOE_E_ARG;
    case TOE_OPTION_JOBS:
      return parse_small(name, value, 1, 1024, &args->jobs, error_out);
    case TOE_OPTION_REQUEST_TCP:
      return parse_small(name, value, 1, 1000000, &args->request_tcp, error_out);
    case TOE_OPTION_BATCH_NS:
      if (parse_number(value, 0, UINT64_MAX, &args->batch_ns)) return TOE_OK;
      toe_error_set(error_out, "--batch-ns: '%s' is not a number of nanoseconds", value);
      return TOE_E_ARG;
    case TOE_OPTION_SHARD:
      return parse_shard(value, args, error_out);
    case TOE_OPTION_WAVE_CYCLES:
      return parse_wave_cycles(value, args, error_out);
    case TOE_OPTION_WAVE_AUTO:
      return parse_wave_auto(value, args, error_out);
    default:
      return TOE_E_ARG; /* not reached: take_option sends only the above */
  }
}

/* What its kinds take, the generator knows. */
static toe_result_t take_gen(const char *name, const char *value, toe_args_t *args, toe_error_t *error_out) {
  uint32_t names = args->gen_count;
  const toe_result_t result = append(name, name, &args->gen_names, &names, error_out);
  return result == TOE_OK ? append(name, value, &args->gen_values, &args->gen_count, error_out) : result;
}

static toe_result_t take_option(toe_option_t option, const char *value, toe_args_t *args, toe_error_t *error_out) {
  const char *name = OPTIONS[option].name;
  if (OPTIONS[option].commands == TOE_BIT(TOE_COMMAND_GEN)) return take_gen(name, value, args, error_out);
  switch (option) {
    case TOE_OPTION_HELP:
      args->has_help = true;
      return TOE_OK;
    case TOE_OPTION_QUIET:
      args->is_quiet = true;
      return TOE_OK;
    case TOE_OPTION_VERBOSE:
      args->is_verbose = true;
      return TOE_OK;
    case TOE_OPTION_NO_FRAMES:
      args->without_frames = true;
      return TOE_OK;
    case TOE_OPTION_CONFIG:
      args->config_path = value;
      return TOE_OK;
    case TOE_OPTION_PROFILE:
      args->profile = value;
      return TOE_OK;
    case TOE_OPTION_REPORT:
      args->report_path = value;
      return TOE_OK;
    case TOE_OPTION_OBJECTS:
      args->objects_path = value;
      return TOE_OK;
    case TOE_OPTION_STREAMS:
      args->streams_path = value;
      return TOE_OK;
    case TOE_OPTION_JUNIT:
      args->junit_path = value;
      return TOE_OK;
    case TOE_OPTION_WAVE:
      args->wave_path = value;
      return TOE_OK;
    case TOE_OPTION_OUTPUT:
      args->output_path = value;
      return TOE_OK;
    case TOE_OPTION_JSON:
      args->json_path = value;
      return TOE_OK;
    case TOE_OPTION_REQUEST:
      args->request = value;
      return TOE_OK;
    case TOE_OPTION_WHEN:
      args->when = value;
      return TOE_OK;
    case TOE_OPTION_SET:
      return append(name, value, &args->sets, &args->set_count, error_out);
    case TOE_OPTION_GATE:
      return append(name, value, &args->gates, &args->gate_count, error_out);
    case TOE_OPTION_FAULT:
      return append(name, value, &args->faults, &args->fault_count, error_out);
    case TOE_OPTION_HOST:
      return append(name, value, &args->hosts, &args->host_count, error_out);
    default:
      return take_value(option, value, args, error_out);
  }
}

/* getopt's tables out of ours: code of option i is i + 1. */
static void make_tables(struct option longs[TOE_OPTIONS + 1], char shorts[2 * TOE_OPTIONS + 2]) {
  char *at = shorts;
  *at++ = ':'; /* a missing argument is told apart from an unknown option */
  for (int i = 0; i < TOE_OPTIONS; ++i) {
    longs[i] = (struct option){OPTIONS[i].name, OPTIONS[i].has_argument ? required_argument : no_argument, NULL, i + 1};
    if (OPTIONS[i].letter == 0) continue;
    *at++ = OPTIONS[i].letter;
    if (OPTIONS[i].has_argument) *at++ = ':';
  }
  *at = '\0';
  longs[TOE_OPTIONS] = (struct option){NULL, 0, NULL, 0};
}

static toe_option_t option_of_code(int code) {
  if (code >= 1 && code <= TOE_OPTIONS) return (toe_option_t)(code - 1);
  for (int i = 0; i < TOE_OPTIONS; ++i) {
    if (OPTIONS[i].letter != 0 && OPTIONS[i].letter == code) return (toe_option_t)i;
  }
  return TOE_OPTIONS;
}

static toe_result_t take_options(int argc, char **argv, toe_args_t *args, toe_error_t *error_out) {
  struct option longs[TOE_OPTIONS + 1];
  char shorts[2 * TOE_OPTIONS + 2];
  make_tables(longs, shorts);
  opterr = 0;
  optind = 0;                  /* glibc: begin anew */
  toe_result_t first = TOE_OK; /* all are looked at, so that --junit is found behind an error */
  for (int code; (code = getopt_long(argc, argv, shorts, longs, NULL)) != -1;) {
    toe_error_t error = {""};
    toe_result_t result = TOE_E_ARG;
    const char *word = optind > 0 && optind <= argc ? argv[optind - 1] : "";
    const toe_option_t option = option_of_code(code == ':' ? optopt : code);
    if (code == ':') {
      toe_error_set(&error, "%s needs an argument", word);
    } else if (code == '?' || option == TOE_OPTIONS) {
      if (optopt > 0 && option_of_code(optopt) != TOE_OPTIONS) {
        toe_error_set(&error, "--%s takes no argument", OPTIONS[option_of_code(optopt)].name);
      } else if (optopt > 0) {
        toe_error_set(&error, "unknown option -%c", optopt);
      } else {
        toe_error_set(&error, "unknown or ambiguous option %s", word);
      }
    } else if ((OPTIONS[option].commands & TOE_BIT(args->command)) == 0) {
      toe_error_set(&error, "%s has no option --%s", toe_command_text(args->command), OPTIONS[option].name);
    } else if (!OPTIONS[option].is_supported) {
      toe_error_set(&error, "--%s: not supported in this version", OPTIONS[option].name);
      result = TOE_E_UNSUPPORTED;
    } else {
      result = take_option(option, optarg, args, &error);
    }
    if (result == TOE_OK || first != TOE_OK) continue;
    first = result;
    toe_error_set(error_out, "%s", error.text);
  }
  return first;
}

static toe_result_t check(const toe_args_t *args, toe_error_t *error_out) {
  const toe_command_info_t *command = &COMMANDS[args->command];
  if (args->file_count < command->min_files) {
    toe_error_set(error_out, "%s needs %s", command->name, command->files);
  } else if (args->file_count > command->max_files && (command->max_files != 0 || command->min_files == 0)) {
    toe_error_set(error_out, "%s: unexpected argument '%s'", command->name, args->files[command->max_files]);
  } else if (args->command == TOE_COMMAND_RUN && args->wave_end != 0 && args->wave_path == NULL) {
    toe_error_set(error_out, "--wave-cycles needs --wave");
  } else if (args->wave_path != NULL && args->engine == TOE_ENGINE_MODEL) {
    toe_error_set(error_out, "--wave: the model has no waves; use --engine rtl or tandem");
  } else if (args->has_wave_auto && args->wave_auto != 0 && args->engine == TOE_ENGINE_MODEL) {
    toe_error_set(error_out, "--wave-auto: the model has no waves; use --engine rtl or tandem");
  } else if ((args->command == TOE_COMMAND_PACK || args->command == TOE_COMMAND_IMPORT ||
              args->command == TOE_COMMAND_GEN) &&
             args->output_path == NULL) {
    toe_error_set(error_out, "%s needs -o FILE", command->name);
  } else if (args->command == TOE_COMMAND_WHY && args->engine == TOE_ENGINE_TANDEM) {
    toe_error_set(error_out, "--engine: why takes model, or rtl to confirm there");
  } else if (args->command == TOE_COMMAND_HELP && args->file_count == 1 &&
             toe_command_find(args->files[0]) == TOE_COMMANDS) {
    toe_error_set(error_out, "no command '%s'", args->files[0]);
  } else {
    return TOE_OK;
  }
  return TOE_E_ARG;
}

toe_result_t toe_args_parse(int argc, char **argv, toe_args_t *args_out, toe_error_t *error_out) {
  *args_out = (toe_args_t){.engine = TOE_ENGINE_TANDEM,
                           .pace = {TOE_PACE_TRACE, 1},
                           .pace_text = "trace",
                           .seed = 1,
                           .jobs = 1,
                           .shard_index = 1,
                           .shard_count = 1,
                           .command = TOE_COMMAND_HELP};
  if (argc < 2) {
    toe_error_set(error_out, "no command given");
    return TOE_E_ARG;
  }
  const char *name = argv[1];
  if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) name = "help";
  if (strcmp(name, "--version") == 0) name = "version";
  args_out->command = toe_command_find(name);
  if (args_out->command == TOE_COMMANDS) {
    args_out->command = TOE_COMMAND_HELP;
    toe_error_set(error_out, name[0] == '-' ? "unknown option %s" : "no command '%s'", name);
    return TOE_E_ARG;
  }
  args_out->has_command = true;
  if (args_out->command == TOE_COMMAND_WHY) args_out->engine = TOE_ENGINE_MODEL;
  if (!COMMANDS[args_out->command].is_supported) {
    toe_error_set(error_out, "%s: not supported in this version", name);
    return TOE_E_UNSUPPORTED;
  }
  const toe_result_t result = take_options(argc - 1, argv + 1, args_out, error_out);
  if (!args_out->has_wave_auto && args_out->command == TOE_COMMAND_RUN) args_out->wave_auto = TOE_WAVE_AUTO;
  args_out->files = (const char *const *)(argv + 1 + optind);
  args_out->file_count = (uint32_t)(argc - 1 - optind);
  if (result != TOE_OK || args_out->has_help) return result;
  return check(args_out, error_out);
}

void toe_args_free(toe_args_t *args) {
  free(args->sets);
  free(args->gates);
  free(args->hosts);
  free(args->faults);
  free(args->gen_names);
  free(args->gen_values);
  args->sets = args->gates = args->hosts = args->faults = args->gen_names = args->gen_values = NULL;
}
