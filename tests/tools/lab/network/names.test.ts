import { expect, test } from "vitest";
import { hardwareAddress, linkName, portName } from "../../../../tools/lab/network/names";

test("linkName() is short enough for the kernel", () => {
  expect(linkName("0a1b2c3d")).toBe("lab-0a1b2c3d");
  expect(linkName("0a1b2c3d").length).toBeLessThanOrEqual(15);
});

test.each([
  ["192.168.56.65", "port-c0a83841", "02:4c:c0:a8:38:41"],
  ["10.0.0.1", "port-0a000001", "02:4c:0a:00:00:01"],
])("a host at %s has port %s and hardware address %s", (address, port, hardware) => {
  expect(portName(address)).toBe(port);
  expect(hardwareAddress(address)).toBe(hardware);
});
