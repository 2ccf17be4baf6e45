/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/sysc/toe_simulation.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <memory>
#include <string>

#include "sim/sysc/toe_world.h"

namespace toe {

namespace {

// Cycles the RTL executes, when it executes every one, between two looks at the interrupt: some tens of milliseconds.
constexpr toe_cycle_t kGlanceCycles = 1 << 16;

class Simulation {
 public:
  Simulation(const toe_simulation_options_t &options, toe_simulation_result_t *result)
      : options_(options), result_(result) {}

  toe_result_t Build();
  void Run();

 private:
  // The observer of one side's host: the side travels with it.
  struct Ear {
    Simulation *simulation;
    toe_side_t side;
  };

  bool Watch(toe_fs_t reached_fs);
  bool Glance(toe_fs_t reached_fs);
  void Drain(toe_fs_t reached_fs);
  void Conclude();
  void Count();
  void Stop(toe_stop_t stop, const std::string &text);
  void Abort();
  World *primary() { return worlds_[toe_engine_primary(options_.engine)].get(); }
  toe_host_observer_t HostObserver(Ear *ear);
  toe_result_t NewDevice(toe_side_t side, toe_device_t **device_out);
  toe_result_t AddWorld(toe_side_t side);

  const toe_simulation_options_t &options_;
  toe_simulation_result_t *result_;
  bool is_stopped_ = false;
  Ear ears_[TOE_SIDES] = {{this, TOE_SIDE_MODEL}, {this, TOE_SIDE_RTL}};
  std::unique_ptr<toe_relay_t, decltype(&toe_relay_free)> trace_{nullptr, toe_relay_free};
  uint32_t listeners_ = 0;  // of it, given to worlds
  std::unique_ptr<Conductor> conductor_;
  std::unique_ptr<World> worlds_[TOE_SIDES];
};

void Simulation::Stop(toe_stop_t stop, const std::string &text) {
  if (is_stopped_) return;
  is_stopped_ = true;
  result_->stop = stop;
  std::snprintf(result_->text, sizeof result_->text, "%s", text.c_str());
}

toe_host_observer_t Simulation::HostObserver(Ear *ear) {
  toe_host_observer_t observer = {};
  observer.self = ear;
  observer.submitted = [](void *self, const toe_host_request_t *request) {
    const Ear *e = static_cast<Ear *>(self);
    const toe_simulation_observer_t &o = e->simulation->options_.observer;
    if (o.submitted != nullptr) o.submitted(o.self, e->side, request);
  };
  observer.completed = [](void *self, const toe_host_request_t *request) {
    const Ear *e = static_cast<Ear *>(self);
    const toe_simulation_observer_t &o = e->simulation->options_.observer;
    if (o.completed != nullptr) o.completed(o.self, e->side, request);
  };
  observer.event = [](void *self, const toe_host_event_t *event) {
    const Ear *e = static_cast<Ear *>(self);
    const toe_simulation_observer_t &o = e->simulation->options_.observer;
    if (o.event != nullptr) o.event(o.self, e->side, event);
  };
  observer.received = [](void *self, const toe_host_receive_t *receive) {
    const Ear *e = static_cast<Ear *>(self);
    const toe_simulation_observer_t &o = e->simulation->options_.observer;
    if (o.received != nullptr) o.received(o.self, e->side, receive);
  };
  observer.passed = [](void *self, const toe_host_passed_t *frame) {
    const Ear *e = static_cast<Ear *>(self);
    const toe_simulation_observer_t &o = e->simulation->options_.observer;
    if (o.passed != nullptr) o.passed(o.self, e->side, frame);
  };
  observer.forwarded = [](void *self, const toe_host_forwarded_t *segment) {
    const Ear *e = static_cast<Ear *>(self);
    const toe_simulation_observer_t &o = e->simulation->options_.observer;
    if (o.forwarded != nullptr) o.forwarded(o.self, e->side, segment);
  };
  observer.expected = [](void *self, const toe_host_expectation_t *expectation) {
    const Ear *e = static_cast<Ear *>(self);
    const toe_simulation_observer_t &o = e->simulation->options_.observer;
    if (o.expected != nullptr) o.expected(o.self, e->side, expectation);
  };
  observer.broken = [](void *self, const char *rule, const char *text) {
    const Ear *e = static_cast<Ear *>(self);
    const toe_simulation_observer_t &o = e->simulation->options_.observer;
    if (o.broken != nullptr) o.broken(o.self, e->side, rule, text);
  };
  return observer;
}

toe_result_t Simulation::NewDevice(toe_side_t side, toe_device_t **device_out) {
  toe_device_options_t options = {};
  options.credits = toe_nic_credits(&options_.nic);
  options.has_jumps = options_.has_jumps;
  if (side == TOE_SIDE_MODEL) return toe_device_model_new(&options, device_out);
  options.wave_path = options_.wave_path;
  options.wave_begin = options_.wave_begin;
  options.wave_end = options_.wave_end;
  return toe_device_rtl_new(&options, device_out);
}

toe_result_t Simulation::AddWorld(toe_side_t side) {
  toe_device_t *device = nullptr;
  const toe_result_t result = NewDevice(side, &device);
  if (result != TOE_OK) {
    std::snprintf(result_->text, sizeof result_->text, "%s: %s%s%s", toe_side_text(side), toe_result_text(result),
                  options_.wave_path != nullptr ? ": " : "", options_.wave_path != nullptr ? options_.wave_path : "");
    return result;
  }
  if (options_.wrap != nullptr) {
    device = options_.wrap(options_.wrap_self, side, device);
    if (device == nullptr) return TOE_E_MEMORY;
  }
  WorldOptions world = {};
  world.side = side;
  world.trace_path = options_.trace_path;
  world.trace = trace_.get();
  world.listener = listeners_++;
  world.nic = options_.nic;
  world.host = options_.host;
  world.pace = options_.pace;
  world.faults = options_.faults;
  world.overlay = options_.overlay;
  world.depth = options_.host.driver.cmd_entries;
  world.observer = HostObserver(&ears_[side]);
  world.wire_replay = options_.wire_replay;
  world.frame_sent = [this, side](const toe_frame_sent_t &frame) {
    const toe_simulation_observer_t &o = options_.observer;
    if (o.frame != nullptr) o.frame(o.self, side, &frame);
  };
  world.is_interrupted = options_.is_interrupted;
  try {
    worlds_[side] = std::make_unique<World>(toe_side_text(side), world, device, conductor_.get());
  } catch (const sc_core::sc_report &report) {  // options that the link cannot work with
    std::snprintf(result_->text, sizeof result_->text, "%s", report.get_msg());
    return TOE_E_RANGE;
  }
  if (side == TOE_SIDE_MODEL && options_.trail != nullptr)
    toe_nic_set_trail(worlds_[side]->nic.handle(), options_.trail);
  return TOE_OK;
}

toe_result_t Simulation::Build() {
  if (options_.engine == TOE_ENGINE_MODEL && options_.wave_path != nullptr) {
    std::snprintf(result_->text, sizeof result_->text, "the model has no waves; use --engine rtl or tandem");
    return TOE_E_UNSUPPORTED;
  }
  conductor_ = std::make_unique<Conductor>("conductor");
  conductor_->SetWatcher([this](toe_fs_t reached_fs) {
    if (Watch(reached_fs)) return true;
    sc_core::sc_pause();  // not sc_stop: Abort goes on from here
    return false;
  });
  toe_relay_t *relay = nullptr;
  toe_result_t result =
      toe_relay_new(options_.trace_path, options_.engine == TOE_ENGINE_TANDEM ? TOE_SIDES : 1, &relay);
  trace_.reset(relay);
  if (result == TOE_OK && options_.engine != TOE_ENGINE_RTL) result = AddWorld(TOE_SIDE_MODEL);
  if (result == TOE_OK && options_.engine != TOE_ENGINE_MODEL) result = AddWorld(TOE_SIDE_RTL);
  if (result != TOE_OK || options_.engine == TOE_ENGINE_MODEL || options_.has_jumps) return result;
  conductor_->SetGlance(toe_nic_edge_fs(primary()->nic.handle(), kGlanceCycles), [this](toe_fs_t reached_fs) {
    if (Glance(reached_fs)) return true;
    sc_core::sc_pause();
    return false;
  });
  return result;
}

// Hand out the retire records of all sides, which have run up to reached_fs.
void Simulation::Drain(toe_fs_t reached_fs) {
  const toe_simulation_observer_t &observer = options_.observer;
  for (int side = 0; side < TOE_SIDES; ++side) {
    World *world = worlds_[side].get();
    if (world == nullptr) continue;
    toe_retire_t retire;
    while (world->nic.GetRetire(&retire)) {
      world->Retired(retire, reached_fs);
      if (observer.retire != nullptr) observer.retire(observer.self, static_cast<toe_side_t>(side), &retire);
    }
    if (toe_nic_failure(world->nic.handle()) != TOE_OK) {
      Stop(TOE_STOP_INTERNAL, std::string(toe_side_text(static_cast<toe_side_t>(side))) + ": " +
                                  toe_result_text(toe_nic_failure(world->nic.handle())));
    }
    if (observer.advanced != nullptr) {
      observer.advanced(observer.self, static_cast<toe_side_t>(side),
                        toe_nic_cycle_at(world->nic.handle(), reached_fs));
    }
  }
}

// Within a slice: whether to go on, and a sign of life.
bool Simulation::Glance(toe_fs_t reached_fs) {
  if (*options_.is_interrupted != 0) {
    Stop(TOE_STOP_INTERRUPTED, "by a signal");
    return false;
  }
  if (options_.observer.slice == nullptr) return true;
  World *world = primary();
  toe_simulation_progress_t progress = {};
  progress.trace_bytes = world->taken().bytes;
  progress.operations = world->operations();
  progress.completed = world->completed();
  progress.now_fs = reached_fs;
  if (options_.observer.slice(options_.observer.self, &progress)) return true;
  Stop(TOE_STOP_OBSERVER, "");
  return false;
}

bool Simulation::Watch(toe_fs_t reached_fs) {
  if (is_stopped_) return false;
  Drain(reached_fs);
  if (is_stopped_) return false;
  if (*options_.is_interrupted != 0) return Glance(reached_fs);  // before the watchdog
  const toe_fs_t watchdog_fs = toe_fs_t{options_.watchdog_ns} * 1000000u;
  for (const auto &world : worlds_) {
    if (world == nullptr) continue;
    const bool is_late =
        world->is_waiting() && reached_fs > world->progress_fs() && reached_fs - world->progress_fs() > watchdog_fs;
    const bool is_lost = world->is_lingering() && toe_pulse_is_lost(&world->pulse(), reached_fs, watchdog_fs);
    if (!is_late && !is_lost) continue;
    if (world->fault() == WorldFault::kBadInput) Stop(TOE_STOP_BAD_INPUT, world->fault_text());  // it waits for that
    Stop(TOE_STOP_WATCHDOG, "no progress for " + std::to_string(options_.watchdog_ns / 1000000u) +
                                " ms of simulated time; waiting for " + world->WaitingFor());
    return false;
  }
  return Glance(reached_fs);
}

// The kernel has nothing left to do, or was stopped: why?
void Simulation::Conclude() {
  Drain(conductor_->now_fs());
  for (const auto &world : worlds_) {
    if (world == nullptr || world->fault() == WorldFault::kNone) continue;
    if (world->fault() == WorldFault::kDevice) Stop(TOE_STOP_DEVICE, world->fault_text());
    if (world->fault() == WorldFault::kInternal) Stop(TOE_STOP_INTERNAL, world->fault_text());
  }
  if (*options_.is_interrupted != 0) Stop(TOE_STOP_INTERRUPTED, "by a signal");
  for (const auto &world : worlds_) {
    // An operation that could not be carried out keeps the others from their end.
    if (world == nullptr || world->is_ended() || world->fault() == WorldFault::kBadInput) continue;
    Stop(TOE_STOP_WATCHDOG, "nothing is left that could happen; waiting for " + world->WaitingFor());
  }
  for (const auto &world : worlds_) {
    if (world != nullptr && world->fault() == WorldFault::kBadInput) Stop(TOE_STOP_BAD_INPUT, world->fault_text());
  }
  Stop(TOE_STOP_COMPLETE, "");
}

void Simulation::Count() {
  for (int side = 0; side < TOE_SIDES; ++side) {
    World *world = worlds_[side].get();
    if (world == nullptr) continue;
    const toe_fs_t end_fs = world->is_ended() ? world->end_fs() : conductor_->now_fs();
    toe_nic_get_stats(world->nic.handle(), &result_->nic[side]);
    toe_nic_get_device_stats(world->nic.handle(), &result_->device[side]);
    result_->device[side].cycles = toe_nic_cycle_at(world->nic.handle(), end_fs);
    if (side != toe_engine_primary(options_.engine)) continue;
    result_->end_fs = end_fs;
    result_->operations = world->operations();
    result_->wire = world->wire_counts();
    const toe_relay_taken_t taken = world->taken();
    result_->trace_bytes = taken.bytes;
    result_->trace_crc = taken.crc;
    result_->frames = taken.frames;
    if (world->host() == nullptr) continue;
    result_->forwards = toe_host_forwards(world->host());
    result_->unforwarded = toe_host_unforwarded(world->host());
    result_->has_capability = true;
    result_->capability = toe_host_capability(world->host());
  }
}

// Hosts that are in the middle of something come to their end, so that nothing of theirs is left behind.
void Simulation::Abort() {
  for (const auto &world : worlds_) {
    if (world != nullptr) world->Abort();
  }
  while (sc_core::sc_pending_activity_at_current_time()) sc_core::sc_start(sc_core::SC_ZERO_TIME);
}

void Simulation::Run() {
  sc_core::sc_start();
  Conclude();
  Count();
  Abort();
}

// ---- the way through the kernel's own entry point

struct Call {
  const toe_simulation_options_t *options;
  toe_simulation_result_t *result;
  toe_result_t outcome;
};
Call *g_call = nullptr;  // sc_main takes no argument of ours; set for the one call a process makes

// Texts of the kernel go to stderr; warnings and information do not concern a user.
void Report(const sc_core::sc_report &report, const sc_core::sc_actions &) {
  if (report.get_severity() < sc_core::SC_ERROR) return;
  throw report;
}

toe_result_t Enter(const toe_simulation_options_t &options, toe_simulation_result_t *result) {
  sc_core::sc_report_handler::set_handler(Report);
  sc_core::sc_set_time_resolution(1, sc_core::SC_PS);
  Simulation simulation(options, result);
  const toe_result_t built = simulation.Build();
  if (built != TOE_OK) return built;
  simulation.Run();
  return TOE_OK;
}

}  // namespace

}  // namespace toe

#define TOE_TEXT_OF(x) #x
#define TOE_TEXT(x) TOE_TEXT_OF(x)

extern "C" const char *toe_simulation_systemc_version(void) {
  return TOE_TEXT(SC_VERSION_MAJOR) "." TOE_TEXT(SC_VERSION_MINOR) "." TOE_TEXT(SC_VERSION_PATCH);
}

extern "C" toe_result_t toe_simulation_run(const toe_simulation_options_t *options,
                                           toe_simulation_result_t *result_out) {
  std::memset(result_out, 0, sizeof *result_out);
  result_out->stop = TOE_STOP_INTERNAL;
  toe::Call call = {options, result_out, TOE_OK};
  toe::g_call = &call;
  setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 1);
  char name[] = "toesim";
  char *arguments[] = {name, nullptr};
  (void)sc_core::sc_elab_and_sim(1, arguments);
  toe::g_call = nullptr;
  return call.outcome;
}

int sc_main(int, char **) {
  toe::Call *call = toe::g_call;
  try {
    call->outcome = toe::Enter(*call->options, call->result);
  } catch (const std::exception &error) {
    call->result->stop = TOE_STOP_INTERNAL;
    const auto *report = dynamic_cast<const sc_core::sc_report *>(&error);
    std::snprintf(call->result->text, sizeof call->result->text, "simulator: %s",
                  report != nullptr ? report->get_msg() : error.what());
  }
  return 0;
}
