SELECT
  `t6`.`numerator`,
  `t6`.`numerator` AS `value`
FROM (
  SELECT
    SUM(`t5`.`visits`) AS `numerator`
  FROM (
    SELECT
      *
    FROM (
      SELECT
        `t3`.`period`,
        `t3`.`customer_id`,
        SUM(CAST(`t3`.`begins` AS INT)) AS `visits`
      FROM (
        SELECT
          `t2`.`customer_id`,
          `t2`.`day`,
          `t2`.`begins`,
          `t2`.`page`,
          0 AS `period`
        FROM (
          SELECT
            `t1`.`customer_id`,
            `t1`.`day`,
            (
              (
                UNIX_TIMESTAMP(CAST(`t1`.`occurred_at` AS TIMESTAMP)) - UNIX_TIMESTAMP(
                  CAST(LAG(`t1`.`occurred_at`) OVER (
                    PARTITION BY `t1`.`customer_id`
                    ORDER BY `t1`.`occurred_at` ASC NULLS LAST, `t1`.`id` ASC NULLS LAST
                  ) AS TIMESTAMP)
                )
              ) IS NULL
            )
            OR (
              (
                UNIX_TIMESTAMP(CAST(`t1`.`occurred_at` AS TIMESTAMP)) - UNIX_TIMESTAMP(
                  CAST(LAG(`t1`.`occurred_at`) OVER (
                    PARTITION BY `t1`.`customer_id`
                    ORDER BY `t1`.`occurred_at` ASC NULLS LAST, `t1`.`id` ASC NULLS LAST
                  ) AS TIMESTAMP)
                )
              ) > 1800
            ) AS `begins`,
            `t1`.`name` IN ('page.viewed', 'screen.viewed') AS `page`
          FROM (
            SELECT
              *
            FROM `interactions` AS `t0`
            WHERE
              `t0`.`name` IN (
                'page.viewed',
                'screen.viewed',
                'product.viewed',
                'category.viewed',
                'product.added',
                'product.removed',
                'checkout.started'
              )
              AND `t0`.`customer_id` IS NOT NULL
              AND `t0`.`day` >= MAKE_DATE(2023, 6, 30)
              AND `t0`.`day` < MAKE_DATE(2024, 7, 1)
          ) AS `t1`
        ) AS `t2`
        WHERE
          `t2`.`day` >= MAKE_DATE(2023, 7, 1) AND `t2`.`day` < MAKE_DATE(2024, 7, 1)
      ) AS `t3`
      GROUP BY
        1,
        2
    ) AS `t4`
  ) AS `t5`
) AS `t6`
