// An order's life through a client of generated types: `life.js BASE_URL API_KEY`.

import createClient from "openapi-fetch";
import type { components, paths } from "./api.js";

declare const process: { argv: string[] };

const [baseUrl, key] = process.argv.slice(2);
const client = createClient<paths, "application/json" | "application/problem+json">({ baseUrl, headers: { Authorization: `Bearer ${key}` } });

type Order = components["schemas"]["Order"];

/** Two mugs, for a guest. */
async function place(idempotencyKey: string): Promise<Order> {
  const { data, error } = await client.POST("/api/v1/orders/", {
    params: { header: { "Idempotency-Key": idempotencyKey } },
    body: { email: "shop@example.com", items: [{ sku: "MUG", quantity: 2, unit_price: "10.00" }], total: "20.00" },
  });
  if (!data || !("ref" in data)) throw new Error(JSON.stringify(error));
  return data;
}

/** The refs of all orders, page by page. */
async function walked(): Promise<string[]> {
  const refs: string[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const query: { cursor: string; limit: number } = { cursor, limit: 2 };
    const { data, error } = await client.GET("/api/v1/orders/", { params: { query } });
    if (!data) throw new Error(JSON.stringify(error));
    refs.push(...data.results.flatMap((order) => order.ref ?? []));
    cursor = data.next === null ? null : new URL(data.next).searchParams.get("cursor");
  }
  return refs;
}

/** What is left to give back of an order that was paid and given back a part of. */
async function refunded(ref: string): Promise<string> {
  const begun = await client.POST("/api/v1/orders/{ref}/pay/", {
    params: { path: { ref }, header: { "Idempotency-Key": "pay-1" } },
    body: { payment_method: "bank-transfer" },
  });
  if (!begun.data || !("payment" in begun.data)) throw new Error(JSON.stringify(begun.error));
  await client.PUT("/api/v1/orders/{ref}/payments/{payment_id}/complete/", {
    params: { path: { ref, payment_id: begun.data.payment.id } },
    body: {},
  });
  const { data, error } = await client.POST("/api/v1/orders/{ref}/refund/", {
    params: { path: { ref }, header: { "Idempotency-Key": "refund-1" } },
    body: { amount: "5.00" },
  });
  if (!data || !("remaining_amount" in data)) throw new Error(JSON.stringify(error));
  return data.remaining_amount;
}

/** Why an order that costs a fraction of a cent is refused. */
async function problem(): Promise<{ code: string; pointer: string | undefined }> {
  const { error } = await client.POST("/api/v1/orders/", {
    params: { header: { "Idempotency-Key": "place-wrong" } },
    body: { email: "shop@example.com", items: [{ quantity: 1, unit_price: "0.001" }] },
  });
  if (!error) throw new Error("It was placed.");
  return { code: error.code, pointer: error.errors?.[0]?.pointer };
}

const placed = [await place("place-0"), await place("place-1"), await place("place-2")];
const ref = placed[2]?.ref ?? "";
const read = await client.GET("/api/v1/orders/{ref}/", { params: { path: { ref } } });
const told = { total: read.data?.total, walked: (await walked()).length, left: await refunded(ref) };
console.log(JSON.stringify({ ...told, ...(await problem()) }));
