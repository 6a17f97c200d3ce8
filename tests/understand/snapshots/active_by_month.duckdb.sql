SELECT
  "t4"."numerator",
  "t4"."numerator" AS "value"
FROM (
  SELECT
    SUM(CAST("t3"."last_doing" >= "t3"."month_start" AS BIGINT)) AS "numerator"
  FROM (
    SELECT
      "t2"."period",
      "t2"."customer_id",
      "t2"."last_doing",
      MAKE_DATE(2024, 6, 1) AS "month_start"
    FROM (
      SELECT
        "t1"."period",
        "t1"."customer_id",
        MAX("t1"."day") AS "last_doing"
      FROM (
        SELECT
          "t0"."id",
          "t0"."customer_id",
          "t0"."name",
          "t0"."channel",
          "t0"."direction",
          "t0"."occurred_at",
          "t0"."day",
          "t0"."recorded_at",
          "t0"."source",
          "t0"."source_id",
          "t0"."amount",
          "t0"."currency",
          "t0"."properties",
          "t0"."actor",
          0 AS "period"
        FROM "interactions" AS "t0"
        WHERE
          "t0"."name" IN (
            'page.viewed',
            'screen.viewed',
            'product.viewed',
            'category.viewed',
            'product.added',
            'product.removed',
            'checkout.started',
            'order.completed',
            'mail.clicked',
            'message.received',
            'call.held',
            'survey.answered',
            'review.written',
            'case.opened',
            'contract.started',
            'contract.renewed'
          )
          AND "t0"."customer_id" IS NOT NULL
          AND "t0"."day" >= MAKE_DATE(2023, 7, 1)
          AND "t0"."day" < MAKE_DATE(2024, 7, 1)
      ) AS "t1"
      GROUP BY
        1,
        2
    ) AS "t2"
  ) AS "t3"
) AS "t4"
