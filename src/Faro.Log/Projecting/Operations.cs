using System.Data.Common;
using System.Text.RegularExpressions;
using Npgsql;
using Weasel.Core;
using Weasel.Storage;

namespace Faro.Log.Projecting;

/// <summary>One statement in the transaction in which Marten records a projection's progress, or appends events.</summary>
internal sealed partial class SetWise(string sql, IEnumerable<NpgsqlParameter> parameters) : Marten.Internal.Operations.IStorageOperation, NoDataReturnedCall
{
    public Type DocumentType => typeof(SetWise);

    public OperationRole Role() => OperationRole.Other;

    public void ConfigureCommand(Weasel.Postgresql.ICommandBuilder builder, IStorageSession session)
    {
        var values = parameters.ToList();
        var parts = builder.AppendWithParameters(Placeholders(sql), '^');
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i].NpgsqlDbType = values[i].NpgsqlDbType;
            parts[i].Value = values[i].Value;
        }
    }

    public Task PostprocessAsync(DbDataReader reader, IList<Exception> exceptions, CancellationToken token) => Task.CompletedTask;

    private static string Placeholders(string sql) => Numbered().Replace(sql, "^");

    [GeneratedRegex(@"\$\d+")]
    private static partial Regex Numbered();
}

/// <summary>
/// Fails a page whose rows were read from a table that a rebuild has replaced meanwhile: the page is then read and folded again.
/// Runs after the page's progress row is locked, so the table cannot be replaced any more.
/// </summary>
internal sealed class SameTable(string place, uint table) : Marten.Internal.Operations.IStorageOperation
{
    public Type DocumentType => typeof(SameTable);

    public OperationRole Role() => OperationRole.Other;

    public void ConfigureCommand(Weasel.Postgresql.ICommandBuilder builder, IStorageSession session) => builder.Append($"select '{place}'::regclass::oid");

    public async Task PostprocessAsync(DbDataReader reader, IList<Exception> exceptions, CancellationToken token)
    {
        await reader.ReadAsync(token);
        if (await reader.GetFieldValueAsync<uint>(0, token) != table)
            exceptions.Add(new InvalidOperationException($"{place} was rebuilt while a page was folded; the page is read again."));
    }
}
