WITH "t6" AS (
  SELECT
    0 AS "period",
    "t5"."customer_id",
    CAST(NOT (
      "t5"."begun_20240701" > "t5"."ended_20240701"
    )
    AND (
      "t5"."ended_20240701" > "t5"."ended_20230701"
    ) AS BIGINT) AS "left",
    CAST(CAST("t5"."begun_20230701" > "t5"."ended_20230701" AS BIGINT) + CAST("t5"."begun_20230801" > "t5"."ended_20230801" AS BIGINT) + CAST("t5"."begun_20230901" > "t5"."ended_20230901" AS BIGINT) + CAST("t5"."begun_20231001" > "t5"."ended_20231001" AS BIGINT) + CAST("t5"."begun_20231101" > "t5"."ended_20231101" AS BIGINT) + CAST("t5"."begun_20231201" > "t5"."ended_20231201" AS BIGINT) + CAST("t5"."begun_20240101" > "t5"."ended_20240101" AS BIGINT) + CAST("t5"."begun_20240201" > "t5"."ended_20240201" AS BIGINT) + CAST("t5"."begun_20240301" > "t5"."ended_20240301" AS BIGINT) + CAST("t5"."begun_20240401" > "t5"."ended_20240401" AS BIGINT) + CAST("t5"."begun_20240501" > "t5"."ended_20240501" AS BIGINT) + CAST("t5"."begun_20240601" > "t5"."ended_20240601" AS BIGINT) + CAST("t5"."begun_20240701" > "t5"."ended_20240701" AS BIGINT) AS DOUBLE) / 13 AS "stayed"
  FROM (
    SELECT
      "t2"."customer_id",
      COUNT(*) FILTER(WHERE
        (
          "t2"."day" < MAKE_DATE(2023, 7, 1)
        )
        AND (
          "t2"."name" = 'contract.started'
        )) AS "begun_20230701",
      COUNT(*) FILTER(WHERE
        (
          "t2"."day" < MAKE_DATE(2023, 7, 1)
        ) AND (
          "t2"."name" = 'contract.ended'
        )) AS "ended_20230701",
      COUNT(*) FILTER(WHERE
        (
          "t2"."day" < MAKE_DATE(2023, 8, 1)
        )
        AND (
          "t2"."name" = 'contract.started'
        )) AS "begun_20230801",
      COUNT(*) FILTER(WHERE
        (
          "t2"."day" < MAKE_DATE(2023, 8, 1)
        ) AND (
          "t2"."name" = 'contract.ended'
        )) AS "ended_20230801",
      COUNT(*) FILTER(WHERE
        (
          "t2"."day" < MAKE_DATE(2023, 9, 1)
        )
        AND (
          "t2"."name" = 'contract.started'
        )) AS "begun_20230901",
      COUNT(*) FILTER(WHERE
        (
          "t2"."day" < MAKE_DATE(2023, 9, 1)
        ) AND (
          "t2"."name" = 'contract.ended'
        )) AS "ended_20230901",
      COUNT(*) FILTER(WHERE
        (
          "t2"."day" < MAKE_DATE(2023, 10, 1)
        )
        AND (
          "t2"."name" = 'contract.started'
        )) AS "begun_20231001",
      COUNT(*) FILTER(WHERE
        (
          "t2"."day" < MAKE_DATE(2023, 10, 1)
        )
        AND (
          "t2"."name" = 'contract.ended'
        )) AS "ended_20231001",
      COUNT(*) FILTER(WHERE
        (
          "t2"."day" < MAKE_DATE(2023, 11, 1)
        )
        AND (
          "t2"."name" = 'contract.started'
        )) AS "begun_20231101",
      COUNT(*) FILTER(WHERE
        (
          "t2"."day" < MAKE_DATE(2023, 11, 1)
        )
        AND (
          "t2"."name" = 'contract.ended'
        )) AS "ended_20231101",
      COUNT(*) FILTER(WHERE
        (
          "t2"."day" < MAKE_DATE(2023, 12, 1)
        )
        AND (
          "t2"."name" = 'contract.started'
        )) AS "begun_20231201",
      COUNT(*) FILTER(WHERE
        (
          "t2"."day" < MAKE_DATE(2023, 12, 1)
        )
        AND (
          "t2"."name" = 'contract.ended'
        )) AS "ended_20231201",
      COUNT(*) FILTER(WHERE
        (
          "t2"."day" < MAKE_DATE(2024, 1, 1)
        )
        AND (
          "t2"."name" = 'contract.started'
        )) AS "begun_20240101",
      COUNT(*) FILTER(WHERE
        (
          "t2"."day" < MAKE_DATE(2024, 1, 1)
        ) AND (
          "t2"."name" = 'contract.ended'
        )) AS "ended_20240101",
      COUNT(*) FILTER(WHERE
        (
          "t2"."day" < MAKE_DATE(2024, 2, 1)
        )
        AND (
          "t2"."name" = 'contract.started'
        )) AS "begun_20240201",
      COUNT(*) FILTER(WHERE
        (
          "t2"."day" < MAKE_DATE(2024, 2, 1)
        ) AND (
          "t2"."name" = 'contract.ended'
        )) AS "ended_20240201",
      COUNT(*) FILTER(WHERE
        (
          "t2"."day" < MAKE_DATE(2024, 3, 1)
        )
        AND (
          "t2"."name" = 'contract.started'
        )) AS "begun_20240301",
      COUNT(*) FILTER(WHERE
        (
          "t2"."day" < MAKE_DATE(2024, 3, 1)
        ) AND (
          "t2"."name" = 'contract.ended'
        )) AS "ended_20240301",
      COUNT(*) FILTER(WHERE
        (
          "t2"."day" < MAKE_DATE(2024, 4, 1)
        )
        AND (
          "t2"."name" = 'contract.started'
        )) AS "begun_20240401",
      COUNT(*) FILTER(WHERE
        (
          "t2"."day" < MAKE_DATE(2024, 4, 1)
        ) AND (
          "t2"."name" = 'contract.ended'
        )) AS "ended_20240401",
      COUNT(*) FILTER(WHERE
        (
          "t2"."day" < MAKE_DATE(2024, 5, 1)
        )
        AND (
          "t2"."name" = 'contract.started'
        )) AS "begun_20240501",
      COUNT(*) FILTER(WHERE
        (
          "t2"."day" < MAKE_DATE(2024, 5, 1)
        ) AND (
          "t2"."name" = 'contract.ended'
        )) AS "ended_20240501",
      COUNT(*) FILTER(WHERE
        (
          "t2"."day" < MAKE_DATE(2024, 6, 1)
        )
        AND (
          "t2"."name" = 'contract.started'
        )) AS "begun_20240601",
      COUNT(*) FILTER(WHERE
        (
          "t2"."day" < MAKE_DATE(2024, 6, 1)
        ) AND (
          "t2"."name" = 'contract.ended'
        )) AS "ended_20240601",
      COUNT(*) FILTER(WHERE
        (
          "t2"."day" < MAKE_DATE(2024, 7, 1)
        )
        AND (
          "t2"."name" = 'contract.started'
        )) AS "begun_20240701",
      COUNT(*) FILTER(WHERE
        (
          "t2"."day" < MAKE_DATE(2024, 7, 1)
        ) AND (
          "t2"."name" = 'contract.ended'
        )) AS "ended_20240701"
    FROM (
      SELECT
        *
      FROM "interactions" AS "t0"
      WHERE
        "t0"."name" IN ('contract.started', 'contract.ended')
        AND "t0"."customer_id" IS NOT NULL
        AND "t0"."day" < MAKE_DATE(2024, 7, 1)
    ) AS "t2"
    GROUP BY
      1
  ) AS "t5"
)
SELECT
  "t14"."numerator",
  "t14"."denominator",
  CAST("t14"."numerator" AS DOUBLE) / NULLIF("t14"."denominator", 0) AS "value"
FROM (
  SELECT
    SUM("t13"."left") AS "numerator",
    SUM("t13"."stayed") AS "denominator"
  FROM (
    SELECT
      *
    FROM (
      SELECT
        *
      FROM (
        SELECT
          "t9"."period",
          "t9"."customer_id",
          "t9"."left",
          "t9"."stayed"
        FROM (
          SELECT
            0 AS "period",
            "t4"."customer_id",
            CAST(COALESCE(
              (
                "t4"."last_20240701" < MAKE_DATE(2024, 1, 3)
              )
              AND (
                "t4"."last_20240701" >= MAKE_DATE(2023, 1, 2)
              ),
              FALSE
            ) AS BIGINT) AS "left",
            CAST(CAST(COALESCE("t4"."last_20230701" >= MAKE_DATE(2023, 1, 2), FALSE) AS BIGINT) + CAST(COALESCE("t4"."last_20230801" >= MAKE_DATE(2023, 2, 2), FALSE) AS BIGINT) + CAST(COALESCE("t4"."last_20230901" >= MAKE_DATE(2023, 3, 5), FALSE) AS BIGINT) + CAST(COALESCE("t4"."last_20231001" >= MAKE_DATE(2023, 4, 4), FALSE) AS BIGINT) + CAST(COALESCE("t4"."last_20231101" >= MAKE_DATE(2023, 5, 5), FALSE) AS BIGINT) + CAST(COALESCE("t4"."last_20231201" >= MAKE_DATE(2023, 6, 4), FALSE) AS BIGINT) + CAST(COALESCE("t4"."last_20240101" >= MAKE_DATE(2023, 7, 5), FALSE) AS BIGINT) + CAST(COALESCE("t4"."last_20240201" >= MAKE_DATE(2023, 8, 5), FALSE) AS BIGINT) + CAST(COALESCE("t4"."last_20240301" >= MAKE_DATE(2023, 9, 3), FALSE) AS BIGINT) + CAST(COALESCE("t4"."last_20240401" >= MAKE_DATE(2023, 10, 4), FALSE) AS BIGINT) + CAST(COALESCE("t4"."last_20240501" >= MAKE_DATE(2023, 11, 3), FALSE) AS BIGINT) + CAST(COALESCE("t4"."last_20240601" >= MAKE_DATE(2023, 12, 4), FALSE) AS BIGINT) + CAST(COALESCE("t4"."last_20240701" >= MAKE_DATE(2024, 1, 3), FALSE) AS BIGINT) AS DOUBLE) / 13 AS "stayed"
          FROM (
            SELECT
              "t3"."customer_id",
              MAX("t3"."day") FILTER(WHERE
                "t3"."day" < MAKE_DATE(2023, 7, 1)) AS "last_20230701",
              MAX("t3"."day") FILTER(WHERE
                "t3"."day" < MAKE_DATE(2023, 8, 1)) AS "last_20230801",
              MAX("t3"."day") FILTER(WHERE
                "t3"."day" < MAKE_DATE(2023, 9, 1)) AS "last_20230901",
              MAX("t3"."day") FILTER(WHERE
                "t3"."day" < MAKE_DATE(2023, 10, 1)) AS "last_20231001",
              MAX("t3"."day") FILTER(WHERE
                "t3"."day" < MAKE_DATE(2023, 11, 1)) AS "last_20231101",
              MAX("t3"."day") FILTER(WHERE
                "t3"."day" < MAKE_DATE(2023, 12, 1)) AS "last_20231201",
              MAX("t3"."day") FILTER(WHERE
                "t3"."day" < MAKE_DATE(2024, 1, 1)) AS "last_20240101",
              MAX("t3"."day") FILTER(WHERE
                "t3"."day" < MAKE_DATE(2024, 2, 1)) AS "last_20240201",
              MAX("t3"."day") FILTER(WHERE
                "t3"."day" < MAKE_DATE(2024, 3, 1)) AS "last_20240301",
              MAX("t3"."day") FILTER(WHERE
                "t3"."day" < MAKE_DATE(2024, 4, 1)) AS "last_20240401",
              MAX("t3"."day") FILTER(WHERE
                "t3"."day" < MAKE_DATE(2024, 5, 1)) AS "last_20240501",
              MAX("t3"."day") FILTER(WHERE
                "t3"."day" < MAKE_DATE(2024, 6, 1)) AS "last_20240601",
              MAX("t3"."day") FILTER(WHERE
                "t3"."day" < MAKE_DATE(2024, 7, 1)) AS "last_20240701"
            FROM (
              SELECT
                *
              FROM "orders" AS "t1"
              WHERE
                "t1"."customer_id" IS NOT NULL
                AND "t1"."kind" = 'sale'
                AND "t1"."day" < MAKE_DATE(2024, 7, 1)
            ) AS "t3"
            GROUP BY
              1
          ) AS "t4"
        ) AS "t9"
        ANTI JOIN "t6" AS "t10"
          ON "t9"."customer_id" = "t10"."customer_id" AND "t9"."period" = "t10"."period"
      ) AS "t11"
      UNION ALL
      SELECT
        *
      FROM "t6" AS "t8"
    ) AS "t12"
  ) AS "t13"
) AS "t14"
