using Npgsql;
using NpgsqlTypes;

namespace Faro.Log.Tests;

/// <summary>Rows written by hand against the same values sent by the driver.</summary>
public sealed class BinaryRowsTests : LogTest
{
    [Fact]
    public async Task Every_type_arrives_as_the_driver_sends_it()
    {
        const int Seed = 7;
        var random = new Random(Seed);
        object?[] values =
        [
            null, "", "text ‘with’ 🎉 marks", new string('x', 200_000), 0L, long.MinValue, -1, int.MaxValue, true, false, Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"),
            new DateTime(2026, 11, 21, 13, 14, 15, DateTimeKind.Utc).AddTicks(1234567), new DateTime(1969, 12, 31, 23, 59, 59, DateTimeKind.Utc).AddTicks(9_999_999),
            DateTime.MaxValue, DateTime.MinValue,
            0m, 0.00m, -0.0m, 1m, 10_000m, 9_999m, 0.0001m, 0.00001m, -12_345.6700m, 1_234_567_890.1234567890m, decimal.MaxValue, decimal.MinValue, 0.0000000000000000000000000001m,
            .. Enumerable.Range(0, 500).Select(_ => (object)new decimal(random.Next(), random.Next(), random.Next(3) == 0 ? random.Next() : 0, random.Next(2) == 0, (byte)random.Next(29))),
        ];
        await using var connection = await Database.DataSource.OpenConnectionAsync();
        foreach (var type in values.Select(TypeOf).Distinct())
        {
            var mine = values.Where(v => v is null || TypeOf(v) == type).Select(v => v is DateTime time ? DateTime.SpecifyKind(time, DateTimeKind.Utc) : v).ToArray();
            await Execute(connection, $"drop table if exists sent; create temp table sent (place integer, v {Sql(type)})");
            await using (var rows = await BinaryRows.Begin(connection, "copy sent from stdin (format binary)", default))
            {
                for (var i = 0; i < mine.Length; i++)
                {
                    rows.Row(2);
                    rows.Int32(i);
                    rows.Value(mine[i], type);
                    if (rows.IsFull)
                        await rows.Send(default);
                }

                await rows.Complete(default);
            }

            for (var i = 0; i < mine.Length; i++)
            {
                await using var command = new NpgsqlCommand("select v::text is not distinct from $2::text, concat_ws(' <> ', v::text, $2::text) from sent where place = $1", connection);
                command.Parameters.Add(new() { Value = i });
                command.Parameters.Add(new() { Value = mine[i] ?? DBNull.Value, NpgsqlDbType = type });
                await using var reader = await command.ExecuteReaderAsync();
                await reader.ReadAsync();
                Assert.True(reader.GetBoolean(0), $"seed {Seed}, {type}: {reader.GetString(1)}");
            }
        }
    }

    [Fact]
    public async Task Rows_that_are_not_completed_are_taken_back_and_the_session_goes_on()
    {
        await using var connection = await Database.DataSource.OpenConnectionAsync();
        await Execute(connection, "create temp table sent (v text)");
        await using (var rows = await BinaryRows.Begin(connection, "copy sent from stdin (format binary)", default))
        {
            rows.Row(1);
            rows.Text("gone");
            await rows.Send(default);
            Assert.Throws<System.Text.EncoderFallbackException>(() => rows.Text("half a pair: \uD83C"));
            Assert.Throws<NotSupportedException>(() => rows.Value(1.5, NpgsqlDbType.Double));
        }

        await using var count = new NpgsqlCommand("select count(*) from sent", connection);
        Assert.Equal(0L, await count.ExecuteScalarAsync());
    }

    private static NpgsqlDbType TypeOf(object? value) => value switch
    {
        long => NpgsqlDbType.Bigint,
        int => NpgsqlDbType.Integer,
        bool => NpgsqlDbType.Boolean,
        Guid => NpgsqlDbType.Uuid,
        DateTime => NpgsqlDbType.TimestampTz,
        decimal => NpgsqlDbType.Numeric,
        _ => NpgsqlDbType.Text,
    };

    private static string Sql(NpgsqlDbType type) => type == NpgsqlDbType.TimestampTz ? "timestamptz" : type.ToString().ToLowerInvariant();

    private static async Task Execute(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
