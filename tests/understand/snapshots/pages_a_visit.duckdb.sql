SELECT
  "t6"."numerator",
  "t6"."denominator",
  CAST("t6"."numerator" AS DOUBLE) / CAST(NULLIF("t6"."denominator", 0) AS DOUBLE) AS "value"
FROM (
  SELECT
    SUM("t5"."pages") AS "numerator",
    SUM("t5"."visits") AS "denominator"
  FROM (
    SELECT
      *
    FROM (
      SELECT
        "t3"."period",
        "t3"."customer_id",
        SUM(CAST("t3"."page" AS INT)) AS "pages",
        SUM(CAST("t3"."begins" AS INT)) AS "visits"
      FROM (
        SELECT
          "t2"."customer_id",
          "t2"."day",
          "t2"."begins",
          "t2"."page",
          0 AS "period"
        FROM (
          SELECT
            "t1"."customer_id",
            "t1"."day",
            (
              (
                EPOCH(CAST("t1"."occurred_at" AS TIMESTAMP)) - EPOCH(
                  CAST(LAG("t1"."occurred_at") OVER (
                    PARTITION BY "t1"."customer_id"
                    ORDER BY "t1"."occurred_at" ASC, "t1"."id" ASC
                    ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
                  ) AS TIMESTAMP)
                )
              ) IS NULL
            )
            OR (
              (
                EPOCH(CAST("t1"."occurred_at" AS TIMESTAMP)) - EPOCH(
                  CAST(LAG("t1"."occurred_at") OVER (
                    PARTITION BY "t1"."customer_id"
                    ORDER BY "t1"."occurred_at" ASC, "t1"."id" ASC
                    ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
                  ) AS TIMESTAMP)
                )
              ) > 1800
            ) AS "begins",
            "t1"."name" IN ('page.viewed', 'screen.viewed') AS "page"
          FROM (
            SELECT
              *
            FROM "interactions" AS "t0"
            WHERE
              "t0"."name" IN (
                'page.viewed',
                'screen.viewed',
                'product.viewed',
                'category.viewed',
                'product.added',
                'product.removed',
                'checkout.started'
              )
              AND "t0"."customer_id" IS NOT NULL
              AND "t0"."day" >= MAKE_DATE(2023, 6, 30)
              AND "t0"."day" < MAKE_DATE(2024, 7, 1)
          ) AS "t1"
        ) AS "t2"
        WHERE
          "t2"."day" >= MAKE_DATE(2023, 7, 1) AND "t2"."day" < MAKE_DATE(2024, 7, 1)
      ) AS "t3"
      GROUP BY
        1,
        2
    ) AS "t4"
  ) AS "t5"
) AS "t6"
