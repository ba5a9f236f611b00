import { expect, test } from "vitest";
import { describeExchange } from "../../../../components/operations/redis/exchange";

test("describeExchange() writes what was sent to whom, and the reply", () => {
  const reply = "MOVED 5798 192.168.56.66:7003";
  expect(describeExchange({ node: "192.168.56.65:7000", command: "GET name", reply })).toBe(
    "192.168.56.65:7000> GET name -> MOVED 5798 192.168.56.66:7003",
  );
});
