SELECT
  *
FROM (
  SELECT
    SUM(CAST("t3"."business" >= 0 AS BIGINT)) AS "numerator",
    QUANTILE_CONT("t3"."business", 0.5) AS "value"
  FROM (
    SELECT
      0 AS "period",
      "t2"."customer_id",
      CASE
        WHEN "t2"."opened_at" <= "t2"."resolved_at"
        THEN CAST((
          (
            CAST(FLOOR(
              (
                CAST(FLOOR(
                  (
                    CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) + CAST(CASE
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1761440400
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1743296400
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1729990800
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1711846800
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1698541200
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1679792400
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1667091600
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1648342800
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1635642000
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1616893200
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1603587600
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1585443600
                      THEN 7200
                      ELSE 3600
                    END AS BIGINT)
                  ) / (
                    86400
                  )
                ) AS BIGINT) + 3
              ) / (
                7
              )
            ) AS BIGINT) * 144000
          ) + CASE
            WHEN (
              (
                CAST(FLOOR(
                  (
                    CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) + CAST(CASE
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1761440400
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1743296400
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1729990800
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1711846800
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1698541200
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1679792400
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1667091600
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1648342800
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1635642000
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1616893200
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1603587600
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1585443600
                      THEN 7200
                      ELSE 3600
                    END AS BIGINT)
                  ) / (
                    86400
                  )
                ) AS BIGINT) + 3
              ) % 7
            ) = 0
            THEN GREATEST(
              LEAST(
                (
                  CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) + CAST(CASE
                    WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1761440400
                    THEN 3600
                    WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1743296400
                    THEN 7200
                    WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1729990800
                    THEN 3600
                    WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1711846800
                    THEN 7200
                    WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1698541200
                    THEN 3600
                    WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1679792400
                    THEN 7200
                    WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1667091600
                    THEN 3600
                    WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1648342800
                    THEN 7200
                    WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1635642000
                    THEN 3600
                    WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1616893200
                    THEN 7200
                    WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1603587600
                    THEN 3600
                    WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1585443600
                    THEN 7200
                    ELSE 3600
                  END AS BIGINT)
                ) % 86400,
                61200
              ) - 32400,
              0
            ) + 0
            WHEN (
              (
                CAST(FLOOR(
                  (
                    CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) + CAST(CASE
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1761440400
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1743296400
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1729990800
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1711846800
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1698541200
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1679792400
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1667091600
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1648342800
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1635642000
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1616893200
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1603587600
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1585443600
                      THEN 7200
                      ELSE 3600
                    END AS BIGINT)
                  ) / (
                    86400
                  )
                ) AS BIGINT) + 3
              ) % 7
            ) = 1
            THEN GREATEST(
              LEAST(
                (
                  CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) + CAST(CASE
                    WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1761440400
                    THEN 3600
                    WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1743296400
                    THEN 7200
                    WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1729990800
                    THEN 3600
                    WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1711846800
                    THEN 7200
                    WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1698541200
                    THEN 3600
                    WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1679792400
                    THEN 7200
                    WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1667091600
                    THEN 3600
                    WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1648342800
                    THEN 7200
                    WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1635642000
                    THEN 3600
                    WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1616893200
                    THEN 7200
                    WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1603587600
                    THEN 3600
                    WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1585443600
                    THEN 7200
                    ELSE 3600
                  END AS BIGINT)
                ) % 86400,
                61200
              ) - 32400,
              0
            ) + 28800
            WHEN (
              (
                CAST(FLOOR(
                  (
                    CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) + CAST(CASE
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1761440400
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1743296400
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1729990800
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1711846800
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1698541200
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1679792400
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1667091600
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1648342800
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1635642000
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1616893200
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1603587600
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1585443600
                      THEN 7200
                      ELSE 3600
                    END AS BIGINT)
                  ) / (
                    86400
                  )
                ) AS BIGINT) + 3
              ) % 7
            ) = 2
            THEN GREATEST(
              LEAST(
                (
                  CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) + CAST(CASE
                    WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1761440400
                    THEN 3600
                    WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1743296400
                    THEN 7200
                    WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1729990800
                    THEN 3600
                    WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1711846800
                    THEN 7200
                    WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1698541200
                    THEN 3600
                    WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1679792400
                    THEN 7200
                    WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1667091600
                    THEN 3600
                    WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1648342800
                    THEN 7200
                    WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1635642000
                    THEN 3600
                    WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1616893200
                    THEN 7200
                    WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1603587600
                    THEN 3600
                    WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1585443600
                    THEN 7200
                    ELSE 3600
                  END AS BIGINT)
                ) % 86400,
                61200
              ) - 32400,
              0
            ) + 57600
            WHEN (
              (
                CAST(FLOOR(
                  (
                    CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) + CAST(CASE
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1761440400
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1743296400
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1729990800
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1711846800
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1698541200
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1679792400
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1667091600
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1648342800
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1635642000
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1616893200
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1603587600
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1585443600
                      THEN 7200
                      ELSE 3600
                    END AS BIGINT)
                  ) / (
                    86400
                  )
                ) AS BIGINT) + 3
              ) % 7
            ) = 3
            THEN GREATEST(
              LEAST(
                (
                  CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) + CAST(CASE
                    WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1761440400
                    THEN 3600
                    WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1743296400
                    THEN 7200
                    WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1729990800
                    THEN 3600
                    WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1711846800
                    THEN 7200
                    WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1698541200
                    THEN 3600
                    WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1679792400
                    THEN 7200
                    WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1667091600
                    THEN 3600
                    WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1648342800
                    THEN 7200
                    WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1635642000
                    THEN 3600
                    WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1616893200
                    THEN 7200
                    WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1603587600
                    THEN 3600
                    WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1585443600
                    THEN 7200
                    ELSE 3600
                  END AS BIGINT)
                ) % 86400,
                61200
              ) - 32400,
              0
            ) + 86400
            WHEN (
              (
                CAST(FLOOR(
                  (
                    CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) + CAST(CASE
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1761440400
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1743296400
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1729990800
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1711846800
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1698541200
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1679792400
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1667091600
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1648342800
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1635642000
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1616893200
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1603587600
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1585443600
                      THEN 7200
                      ELSE 3600
                    END AS BIGINT)
                  ) / (
                    86400
                  )
                ) AS BIGINT) + 3
              ) % 7
            ) = 4
            THEN GREATEST(
              LEAST(
                (
                  CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) + CAST(CASE
                    WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1761440400
                    THEN 3600
                    WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1743296400
                    THEN 7200
                    WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1729990800
                    THEN 3600
                    WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1711846800
                    THEN 7200
                    WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1698541200
                    THEN 3600
                    WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1679792400
                    THEN 7200
                    WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1667091600
                    THEN 3600
                    WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1648342800
                    THEN 7200
                    WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1635642000
                    THEN 3600
                    WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1616893200
                    THEN 7200
                    WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1603587600
                    THEN 3600
                    WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1585443600
                    THEN 7200
                    ELSE 3600
                  END AS BIGINT)
                ) % 86400,
                61200
              ) - 32400,
              0
            ) + 115200
            WHEN (
              (
                CAST(FLOOR(
                  (
                    CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) + CAST(CASE
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1761440400
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1743296400
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1729990800
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1711846800
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1698541200
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1679792400
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1667091600
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1648342800
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1635642000
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1616893200
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1603587600
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1585443600
                      THEN 7200
                      ELSE 3600
                    END AS BIGINT)
                  ) / (
                    86400
                  )
                ) AS BIGINT) + 3
              ) % 7
            ) = 5
            THEN CAST(0 AS BIGINT) + 144000
            WHEN (
              (
                CAST(FLOOR(
                  (
                    CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) + CAST(CASE
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1761440400
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1743296400
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1729990800
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1711846800
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1698541200
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1679792400
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1667091600
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1648342800
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1635642000
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1616893200
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1603587600
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."resolved_at" AS TIMESTAMP)) AS BIGINT) >= 1585443600
                      THEN 7200
                      ELSE 3600
                    END AS BIGINT)
                  ) / (
                    86400
                  )
                ) AS BIGINT) + 3
              ) % 7
            ) = 6
            THEN CAST(0 AS BIGINT) + 144000
            ELSE 0
          END
        ) - (
          (
            CAST(FLOOR(
              (
                CAST(FLOOR(
                  (
                    CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) + CAST(CASE
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1761440400
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1743296400
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1729990800
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1711846800
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1698541200
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1679792400
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1667091600
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1648342800
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1635642000
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1616893200
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1603587600
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1585443600
                      THEN 7200
                      ELSE 3600
                    END AS BIGINT)
                  ) / (
                    86400
                  )
                ) AS BIGINT) + 3
              ) / (
                7
              )
            ) AS BIGINT) * 144000
          ) + CASE
            WHEN (
              (
                CAST(FLOOR(
                  (
                    CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) + CAST(CASE
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1761440400
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1743296400
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1729990800
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1711846800
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1698541200
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1679792400
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1667091600
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1648342800
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1635642000
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1616893200
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1603587600
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1585443600
                      THEN 7200
                      ELSE 3600
                    END AS BIGINT)
                  ) / (
                    86400
                  )
                ) AS BIGINT) + 3
              ) % 7
            ) = 0
            THEN GREATEST(
              LEAST(
                (
                  CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) + CAST(CASE
                    WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1761440400
                    THEN 3600
                    WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1743296400
                    THEN 7200
                    WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1729990800
                    THEN 3600
                    WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1711846800
                    THEN 7200
                    WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1698541200
                    THEN 3600
                    WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1679792400
                    THEN 7200
                    WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1667091600
                    THEN 3600
                    WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1648342800
                    THEN 7200
                    WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1635642000
                    THEN 3600
                    WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1616893200
                    THEN 7200
                    WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1603587600
                    THEN 3600
                    WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1585443600
                    THEN 7200
                    ELSE 3600
                  END AS BIGINT)
                ) % 86400,
                61200
              ) - 32400,
              0
            ) + 0
            WHEN (
              (
                CAST(FLOOR(
                  (
                    CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) + CAST(CASE
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1761440400
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1743296400
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1729990800
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1711846800
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1698541200
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1679792400
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1667091600
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1648342800
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1635642000
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1616893200
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1603587600
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1585443600
                      THEN 7200
                      ELSE 3600
                    END AS BIGINT)
                  ) / (
                    86400
                  )
                ) AS BIGINT) + 3
              ) % 7
            ) = 1
            THEN GREATEST(
              LEAST(
                (
                  CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) + CAST(CASE
                    WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1761440400
                    THEN 3600
                    WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1743296400
                    THEN 7200
                    WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1729990800
                    THEN 3600
                    WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1711846800
                    THEN 7200
                    WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1698541200
                    THEN 3600
                    WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1679792400
                    THEN 7200
                    WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1667091600
                    THEN 3600
                    WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1648342800
                    THEN 7200
                    WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1635642000
                    THEN 3600
                    WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1616893200
                    THEN 7200
                    WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1603587600
                    THEN 3600
                    WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1585443600
                    THEN 7200
                    ELSE 3600
                  END AS BIGINT)
                ) % 86400,
                61200
              ) - 32400,
              0
            ) + 28800
            WHEN (
              (
                CAST(FLOOR(
                  (
                    CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) + CAST(CASE
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1761440400
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1743296400
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1729990800
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1711846800
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1698541200
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1679792400
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1667091600
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1648342800
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1635642000
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1616893200
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1603587600
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1585443600
                      THEN 7200
                      ELSE 3600
                    END AS BIGINT)
                  ) / (
                    86400
                  )
                ) AS BIGINT) + 3
              ) % 7
            ) = 2
            THEN GREATEST(
              LEAST(
                (
                  CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) + CAST(CASE
                    WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1761440400
                    THEN 3600
                    WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1743296400
                    THEN 7200
                    WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1729990800
                    THEN 3600
                    WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1711846800
                    THEN 7200
                    WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1698541200
                    THEN 3600
                    WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1679792400
                    THEN 7200
                    WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1667091600
                    THEN 3600
                    WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1648342800
                    THEN 7200
                    WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1635642000
                    THEN 3600
                    WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1616893200
                    THEN 7200
                    WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1603587600
                    THEN 3600
                    WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1585443600
                    THEN 7200
                    ELSE 3600
                  END AS BIGINT)
                ) % 86400,
                61200
              ) - 32400,
              0
            ) + 57600
            WHEN (
              (
                CAST(FLOOR(
                  (
                    CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) + CAST(CASE
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1761440400
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1743296400
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1729990800
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1711846800
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1698541200
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1679792400
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1667091600
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1648342800
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1635642000
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1616893200
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1603587600
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1585443600
                      THEN 7200
                      ELSE 3600
                    END AS BIGINT)
                  ) / (
                    86400
                  )
                ) AS BIGINT) + 3
              ) % 7
            ) = 3
            THEN GREATEST(
              LEAST(
                (
                  CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) + CAST(CASE
                    WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1761440400
                    THEN 3600
                    WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1743296400
                    THEN 7200
                    WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1729990800
                    THEN 3600
                    WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1711846800
                    THEN 7200
                    WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1698541200
                    THEN 3600
                    WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1679792400
                    THEN 7200
                    WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1667091600
                    THEN 3600
                    WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1648342800
                    THEN 7200
                    WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1635642000
                    THEN 3600
                    WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1616893200
                    THEN 7200
                    WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1603587600
                    THEN 3600
                    WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1585443600
                    THEN 7200
                    ELSE 3600
                  END AS BIGINT)
                ) % 86400,
                61200
              ) - 32400,
              0
            ) + 86400
            WHEN (
              (
                CAST(FLOOR(
                  (
                    CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) + CAST(CASE
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1761440400
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1743296400
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1729990800
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1711846800
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1698541200
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1679792400
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1667091600
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1648342800
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1635642000
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1616893200
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1603587600
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1585443600
                      THEN 7200
                      ELSE 3600
                    END AS BIGINT)
                  ) / (
                    86400
                  )
                ) AS BIGINT) + 3
              ) % 7
            ) = 4
            THEN GREATEST(
              LEAST(
                (
                  CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) + CAST(CASE
                    WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1761440400
                    THEN 3600
                    WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1743296400
                    THEN 7200
                    WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1729990800
                    THEN 3600
                    WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1711846800
                    THEN 7200
                    WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1698541200
                    THEN 3600
                    WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1679792400
                    THEN 7200
                    WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1667091600
                    THEN 3600
                    WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1648342800
                    THEN 7200
                    WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1635642000
                    THEN 3600
                    WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1616893200
                    THEN 7200
                    WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1603587600
                    THEN 3600
                    WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1585443600
                    THEN 7200
                    ELSE 3600
                  END AS BIGINT)
                ) % 86400,
                61200
              ) - 32400,
              0
            ) + 115200
            WHEN (
              (
                CAST(FLOOR(
                  (
                    CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) + CAST(CASE
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1761440400
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1743296400
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1729990800
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1711846800
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1698541200
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1679792400
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1667091600
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1648342800
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1635642000
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1616893200
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1603587600
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1585443600
                      THEN 7200
                      ELSE 3600
                    END AS BIGINT)
                  ) / (
                    86400
                  )
                ) AS BIGINT) + 3
              ) % 7
            ) = 5
            THEN CAST(0 AS BIGINT) + 144000
            WHEN (
              (
                CAST(FLOOR(
                  (
                    CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) + CAST(CASE
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1761440400
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1743296400
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1729990800
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1711846800
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1698541200
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1679792400
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1667091600
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1648342800
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1635642000
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1616893200
                      THEN 7200
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1603587600
                      THEN 3600
                      WHEN CAST(EPOCH(CAST("t2"."opened_at" AS TIMESTAMP)) AS BIGINT) >= 1585443600
                      THEN 7200
                      ELSE 3600
                    END AS BIGINT)
                  ) / (
                    86400
                  )
                ) AS BIGINT) + 3
              ) % 7
            ) = 6
            THEN CAST(0 AS BIGINT) + 144000
            ELSE 0
          END
        ) AS DOUBLE) / 3600
        ELSE NULL
      END AS "business"
    FROM (
      SELECT
        "t1"."customer_id",
        "t1"."case",
        MIN("t1"."occurred_at") FILTER(WHERE
          "t1"."opening") AS "opened_at",
        MAX("t1"."occurred_at") FILTER(WHERE
          NOT (
            "t1"."opening"
          )) AS "resolved_at",
        MAX("t1"."day") FILTER(WHERE
          NOT (
            "t1"."opening"
          )) AS "day",
        MAX("t1"."told") FILTER(WHERE
          NOT (
            "t1"."opening"
          )) AS "told"
      FROM (
        SELECT
          "t0"."customer_id",
          "t0"."occurred_at",
          "t0"."day",
          COALESCE(
            NULLIF(
              NULLIF(
                REPLACE(CAST(CAST("t0"."properties" AS JSON) -> '$.case_id' AS TEXT), '"', ''),
                'null'
              ),
              ''
            ),
            'line ' || CAST("t0"."id" AS TEXT)
          ) AS "case",
          NULLIF(
            NULLIF(
              REPLACE(CAST(CAST("t0"."properties" AS JSON) -> '$.case_id' AS TEXT), '"', ''),
              'null'
            ),
            ''
          ) IS NOT NULL AS "named",
          "t0"."name" = 'case.opened' AS "opening",
          TRY_CAST(NULLIF(
            NULLIF(
              REPLACE(CAST(CAST("t0"."properties" AS JSON) -> '$.hours' AS TEXT), '"', ''),
              'null'
            ),
            ''
          ) AS DOUBLE) AS "told"
        FROM "interactions" AS "t0"
        WHERE
          "t0"."name" IN ('case.opened', 'case.resolved')
          AND "t0"."customer_id" IS NOT NULL
          AND "t0"."day" < MAKE_DATE(2024, 7, 1)
      ) AS "t1"
      GROUP BY
        1,
        2
    ) AS "t2"
    WHERE
      "t2"."day" IS NOT NULL
      AND "t2"."day" >= MAKE_DATE(2023, 7, 1)
      AND "t2"."day" < MAKE_DATE(2024, 7, 1)
  ) AS "t3"
) AS "t4"
