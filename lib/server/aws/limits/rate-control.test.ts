import { describe, expect, it } from "vitest";
import { PROBE_CEILING, RateControl } from "./rate-control";

/** A service that takes `allowed` requests a second (bucket of `burst`), asked at the control's rate for some seconds. */
function drive(control: RateControl, allowed: number, seconds: number, burst = 5): { sent: number; throttled: number } {
  let tokens = burst;
  let now = 0;
  let sent = 0;
  let throttled = 0;
  while (now < seconds * 1000) {
    const step = 1000 / control.rate;
    now += step;
    tokens = Math.min(burst, tokens + (step * allowed) / 1000);
    sent++;
    if (tokens >= 1) {
      tokens--;
      control.succeeded(now, true);
    } else {
      throttled++;
      control.throttled(now, now);
    }
  }
  return { sent, throttled };
}

describe("a steady rate", () => {
  it("stays at its figure where nothing is throttled", () => {
    const control = new RateControl(5, "steady");
    expect(drive(control, 1000, 600)).toMatchObject({ throttled: 0 });
    expect(control.rate).toBe(5);
    expect(control.found).toBeNull();
  });

  it("finds out a service that allows less with few throttled requests, and keeps asking nearly as fast as it allows", () => {
    const control = new RateControl(5, "steady");
    const { sent, throttled } = drive(control, 3, 1800);
    expect(throttled / sent).toBeLessThan(0.01);
    expect(sent / (3 * 1800)).toBeGreaterThan(0.75);
  });

  it("counts the requests of one burst once", () => {
    const control = new RateControl(10, "steady");
    expect(control.throttled(100, 150)).toBe(true);
    expect(control.rate).toBeCloseTo(7);
    expect(control.throttled(120, 160)).toBe(false);
    expect(control.rate).toBeCloseTo(7);
  });

  it("never falls below a fifth of its figure and recovers", () => {
    const control = new RateControl(10, "steady");
    for (let i = 1; i < 50; i++) control.throttled(i * 1000, i * 1000);
    expect(control.rate).toBe(2);
    for (let t = 60; t < 4000; t++) control.succeeded(t * 1000, true);
    expect(control.rate).toBe(10);
  });

  it("does not rise while nothing waits: success at low demand proves nothing", () => {
    const control = new RateControl(10, "steady");
    control.throttled(1, 1);
    for (let t = 1; t < 1000; t++) control.succeeded(t * 1000, false);
    expect(control.rate).toBeCloseTo(7);
  });
});

describe("a probe", () => {
  it("reaches thousands a second within seconds where nothing is throttled, and stops at the ceiling", () => {
    const control = new RateControl(5, "probe");
    for (let t = 0; t < 4000; t += 50) control.succeeded(t, true);
    expect(control.rate).toBe(PROBE_CEILING);
    expect(control.found).toBe(PROBE_CEILING);
  });

  it("settles a little below what the service allows", () => {
    const control = new RateControl(5, "probe");
    drive(control, 40, 300, 40);
    expect(control.found).not.toBeNull();
    expect(control.found).toBeGreaterThan(20);
    expect(control.found).toBeLessThanOrEqual(42);
  });
});
