CREATE TABLE customers (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    city TEXT NOT NULL
);
CREATE TABLE products (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    price NUMERIC NOT NULL,
    currency TEXT NOT NULL DEFAULT 'EUR',
    stock INTEGER NOT NULL
);
CREATE TABLE orders (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    status TEXT NOT NULL CHECK (status IN ('open', 'paid', 'shipped', 'cancelled')),
    ordered_on TEXT NOT NULL
);
CREATE TABLE order_lines (
    order_id INTEGER NOT NULL REFERENCES orders (id),
    product_id INTEGER NOT NULL REFERENCES products (id),
    quantity INTEGER NOT NULL CHECK (quantity > 0),
    PRIMARY KEY (order_id, product_id)
);
CREATE TRIGGER delete_lines_with_their_order AFTER DELETE ON orders
BEGIN
    DELETE FROM order_lines WHERE order_id = OLD.id;
END;

INSERT INTO customers (id, name, city) VALUES
    (1, 'Harbour Books', 'Hamburg'),
    (2, 'Café Lumière', 'Lyon'),
    (3, '南方茶社', '广州'),
    (4, 'Nordic Outfitters', 'Oslo'),
    (5, 'Riverside School', 'Bristol'),
    (6, 'Taller Sol', 'Sevilla');

INSERT INTO products (id, name, price, currency, stock) VALUES
    (1, 'Desk lamp', 49.90, 'EUR', 34),
    (2, 'Notebook', 4.50, 'EUR', 420),
    (3, 'Office chair', 189.00, 'EUR', 12),
    (4, 'Standing desk', 429.00, 'EUR', 7),
    (5, 'Teapot', 38.00, 'EUR', 25),
    (6, 'Whiteboard', 95.00, 'EUR', 16);

INSERT INTO orders (id, customer_id, status, ordered_on) VALUES
    (1, 1, 'shipped', '2026-09-02'),
    (2, 2, 'cancelled', '2026-09-09'),
    (3, 3, 'paid', '2026-09-21'),
    (4, 4, 'shipped', '2026-10-01'),
    (5, 1, 'open', '2026-10-07'),
    (6, 5, 'cancelled', '2026-10-15'),
    (7, 6, 'paid', '2026-10-28'),
    (8, 2, 'open', '2026-11-03'),
    (9, 4, 'cancelled', '2026-11-10'),
    (10, 3, 'open', '2026-11-17');

INSERT INTO order_lines (order_id, product_id, quantity) VALUES
    (1, 2, 60),
    (1, 1, 2),
    (2, 5, 4),
    (3, 5, 12),
    (3, 2, 20),
    (4, 3, 3),
    (5, 6, 1),
    (5, 2, 40),
    (6, 4, 2),
    (6, 3, 2),
    (7, 4, 1),
    (7, 1, 4),
    (8, 5, 6),
    (8, 3, 8),
    (9, 1, 10),
    (10, 5, 8),
    (10, 6, 1),
    (10, 2, 15);
