/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/check/toe_gate.h"

#include <jansson.h>

#include "testbench/shim/toe_test.h"

static const char report[] =
    "{\"pools\":{\"tcp\":{\"denied\":3,\"first_denied_cycle\":null,\"limit\":10}},"
    " \"config\":{\"tcp\":1,\"tcp.entries\":8,\"walk.policy\":\"prune\"},"
    " \"lockstep\":{\"timing\":{\"max_cycles\":8,\"mean_cycles\":0.125,\"big\":9007199254740993}},"
    " \"requests\":[{\"objects\":[{\"status\":\"NDIS_STATUS_SUCCESS\"},{\"status\":\"NDIS_STATUS_FAILURE\"}]}],"
    " \"exhaustion\":[], \"end\":{\"reason\":\"complete\",\"ok\":true}, \"minus\":-5, \"null_word\":\"null\"}";

/* Judge `text` over the report above. */
static toe_gate_outcome_t judge(const char *text) {
  toe_gate_outcome_t outcome = {.is_met = false, .text = "not read"};
  toe_gate_t *gate = NULL;
  toe_error_t error = {""};
  json_t *root = json_loads(report, 0, NULL);
  toe_test_note("%s", text);
  TOE_EXPECT_EQ(toe_gate_parse(text, &gate, &error), TOE_OK);
  if (gate != NULL) toe_gate_check(gate, root, &outcome);
  toe_gate_free(gate);
  json_decref(root);
  return outcome;
}

TOE_TEST(gate, judges_numbers_words_and_lengths) {
  static const struct {
    const char *text;
    bool is_met;
  } cases[] = {
      {"pools.tcp.denied==3", true},
      {"pools.tcp.denied == 3.0", true},
      {"pools.tcp.denied!=3", false},
      {"pools.tcp.denied<4", true},
      {"pools.tcp.denied<3", false},
      {"pools.tcp.denied<=3", true},
      {"pools.tcp.denied<=2.999", false},
      {"pools.tcp.denied>2.9", true},
      {"pools.tcp.denied>3", false},
      {"pools.tcp.denied>=3", true},
      {"pools.tcp.limit>9", true}, /* not by letters: "10" < "9" */
      {"lockstep.timing.mean_cycles<=0.125", true},
      {"lockstep.timing.mean_cycles<0.125", false},
      {"lockstep.timing.big==9007199254740993", true},
      {"lockstep.timing.big==9007199254740992", false}, /* equal as doubles */
      {"minus<0", true},
      {"minus>-6", true},
      {"minus<-5", false},
      {"minus==-5.000", true},
      {"config.tcp.entries==8", true}, /* a name with a dot wins over a shorter one */
      {"config.tcp==1", true},
      {"config.walk.policy==prune", true},
      {"config.walk.policy!=prune", false},
      {"requests[0].objects[1].status==NDIS_STATUS_FAILURE", true},
      {"requests[0].objects[0].status==\"NDIS_STATUS_SUCCESS\"", true},
      {"requests.length==1", true},
      {"requests[0].objects.length>=2", true},
      {"exhaustion.length==0", true},
      {"pools.tcp.first_denied_cycle==null", true},
      {"pools.tcp.first_denied_cycle!=null", false},
      {"pools.tcp.first_denied_cycle==\"null\"", false},
      {"null_word==\"null\"", true},
      {"end.ok==true", true},
      {"end.ok!=false", true},
      {"pools.tcp.denied==abc", false},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
    toe_gate_outcome_t outcome = judge(cases[i].text);
    TOE_EXPECT_EQ(outcome.is_met, cases[i].is_met);
    TOE_EXPECT_EQ(outcome.text[0] == '\0', cases[i].is_met);
  }
}

TOE_TEST(gate, says_what_was_there_instead) {
  TOE_EXPECT_STR(judge("pools.tcp.denied==0").text, "pools.tcp.denied==0: it is 3");
  TOE_EXPECT_STR(judge("pools.tcp.denied==0").actual, "3");
  TOE_EXPECT_STR(judge("end.reason==gate").text, "end.reason==gate: it is complete");
  TOE_EXPECT_STR(judge("end.reason<5").text, "end.reason<5: it is complete, not a number");
  TOE_EXPECT_STR(judge("pools.tcp.first_denied_cycle>5").text,
                 "pools.tcp.first_denied_cycle>5: it is null, not a number");
  TOE_EXPECT_STR(judge("pools.tcp==1").text, "pools.tcp==1: there is an object there, not a value");
}

TOE_TEST(gate, fails_where_the_path_leads_nowhere) {
  TOE_EXPECT_STR(judge("pools.tpc.denied==0").text,
                 "pools.tpc.denied==0: no such path in the report: nothing called tpc.denied in pools");
  TOE_EXPECT_STR(judge("poools==0").text, "poools==0: no such path in the report: nothing called poools at its top");
  TOE_EXPECT(!judge("requests[1].objects.length==0").is_met);
  TOE_EXPECT(!judge("requests[x]==0").is_met);
  TOE_EXPECT(!judge("requests[-1]==0").is_met);
  TOE_EXPECT(!judge("requests[0==0").is_met);
  TOE_EXPECT(!judge("requests[99999999999999999999]==0").is_met);
  TOE_EXPECT(!judge("pools.tcp.denied.more!=0").is_met);
  TOE_EXPECT(!judge("pools.tcp.denied.!=0").is_met);
  TOE_EXPECT(!judge("pools..tcp.denied!=0").is_met);
  TOE_EXPECT(!judge("pools.tcp.denied[0]!=0").is_met);
  TOE_EXPECT(!judge("requests[0]objects.length!=0").is_met);
  TOE_EXPECT(!judge("end.reason.length!=0").is_met);
}

TOE_TEST(gate_bad, is_refused_with_a_reason) {
  static const struct {
    const char *text, *why;
  } cases[] = {
      {"", "expected path op value"},
      {"pools.tcp.denied", "expected path op value"},
      {"pools.tcp.denied=0", "expected path op value"},
      {"==0", "no path before the operator"},
      {"pools.tcp.denied==", "no value behind the operator"},
      {"pools.tcp.denied<=few", "only numbers have an order"},
      {"pools.tcp.denied<\"5\"", "only numbers have an order"},
      {"pools.tcp.denied===0", "one operator only"},
      {"1<pools.tcp.denied<5", "one operator only"},
      {"pools tcp==1", "a blank within the path"},
      {"end.reason==\"x", "a quote without its fellow"},
      {"end.reason==\"", "a quote without its fellow"},
      {"a!b", "expected path op value"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
    toe_gate_t *gate = NULL;
    toe_error_t error = {""};
    toe_test_note("%s", cases[i].text);
    TOE_EXPECT_EQ(toe_gate_parse(cases[i].text, &gate, &error), TOE_E_FORMAT);
    TOE_EXPECT_HAS(error.text, cases[i].why);
    TOE_EXPECT(gate == NULL);
  }
}
