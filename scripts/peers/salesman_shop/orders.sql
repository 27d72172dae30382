-- Orders of three items and one payment each, as many as `orders` says; staff whose tokens are `staff-1` to `staff-16`.
INSERT INTO salesman_shop_product (id, name, code, price)
SELECT n, 'Product number ' || n || ', large', 'SKU-' || n, 10 + n % 50 FROM generate_series(1, 5000) n;

INSERT INTO auth_user (id, username, password, email, first_name, last_name, is_staff, is_active, is_superuser, date_joined)
SELECT n, 'user-' || n, '!', 'user-' || n || '@example.com', '', '', n <= 16, true, false, now()
FROM generate_series(1, 16 + {orders} / 10) n;

INSERT INTO authtoken_token (key, user_id, created) SELECT 'staff-' || n, n, now() FROM generate_series(1, 16) n;

INSERT INTO salesmanorders_order (id, user_id, ref, status, token, email, shipping_address, billing_address, subtotal,
  total, _extra, date_created, date_updated)
SELECT n, 17 + n % ({orders} / 10), '2020-' || lpad(n::text, 6, '0'), 'CREATED', md5('token ' || n), 'user-' || n || '@example.com',
  E'John Doe\n' || n || E' Example Street\n10115 Example', E'John Doe\n' || n || E' Example Street\n10115 Example',
  60, 70, '{{"rows": [{{"label": "Shipping", "amount": "10.00"}}]}}', at, at
FROM generate_series(1, {orders}) n, LATERAL (SELECT timestamptz '2020-01-01' + n * interval '1 minute' AS at) placed;

INSERT INTO salesmanorders_orderitem (order_id, product_type, product_content_type_id, product_id, product_data,
  unit_price, subtotal, total, quantity, _extra)
SELECT n, 'salesman_shop.Product', kind.id, 1 + (3 * n + line) % 5000,
  json_build_object('name', 'Product number ' || (3 * n + line) % 5000 || ', large', 'code', 'SKU-' || (3 * n + line) % 5000),
  10, 10 * line, 10 * line, line, '{{"rows": []}}'
FROM generate_series(1, {orders}) n, generate_series(1, 3) line, django_content_type kind
WHERE kind.app_label = 'salesman_shop' ORDER BY n, line;

INSERT INTO salesmanorders_orderpayment (order_id, amount, transaction_id, payment_method, date_created)
SELECT n, 70, md5('payment ' || n), 'card', now() FROM generate_series(1, {orders}) n;

SELECT setval(pg_get_serial_sequence('salesmanorders_order', 'id'), {orders});
